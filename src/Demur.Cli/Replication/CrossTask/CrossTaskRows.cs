using Demur.Abstractions;
using Demur.Data.Mixes;
using Demur.Data.Own;

namespace Demur.Cli.Replication.CrossTask;

/// <summary>The training rows of a cell: refusals of one task, or of all, on harmful documents, and the model's own answers.</summary>
/// <param name="sizes">How many own answers.</param>
internal sealed class CrossTaskRows(CrossTaskSizes sizes)
{
    /// <summary>Builds them.</summary>
    /// <param name="arm">A task, or <see cref="CrossTaskGrid.Mix"/>.</param>
    /// <param name="documents">The harmful documents, one row each.</param>
    /// <param name="seed">Seeds the wordings and the choice of own answers.</param>
    public IReadOnlyList<TrainingRow> Build(string arm, IReadOnlyList<HarmfulDocument> documents, int seed)
    {
        var random = new Random(seed);
        var tasks = (arm == CrossTaskGrid.Mix ? CrossTaskGrid.Tasks : [arm]).Select(id => OwnContent.Tasks.Single(task => task.Id == id)).ToArray();
        var refusals = documents.Select((document, index) => Refusal(tasks[index % tasks.Length], document, random)).ToArray();
        return [.. refusals, .. OwnAnswers(seed)];
    }

    private IReadOnlyList<TrainingRow> OwnAnswers(int seed) => new MixBuilder(new MixContent(OwnContent.Answers)).Build(
        new Mix
        {
            Name = "own-answers",
            Ordinary = sizes.Ordinary,
            DirectBenign = sizes.Twins,
            Tasks = CrossTaskGrid.Tasks.ToDictionary(task => task, _ => new TaskBudget { Useful = sizes.UsefulPerTask }),
        },
        seed);

    // The tests' instructions stand behind the document and are worded otherwise.
    private static TrainingRow Refusal(TaskDefinition task, HarmfulDocument document, Random random)
    {
        TaskPhrasing[] wordings = [.. task.Phrasings.Train.Where(wording => wording.Place == InstructionPlace.Before)];
        var templates = OwnContent.Refusals.Task;
        var refusal = RefusalTemplates.Fill(templates[random.Next(templates.Count)], document.Declined, document.Alternative, task.Verb);
        ChatTurn[] messages = [new(ChatTurn.User, wordings[random.Next(wordings.Length)].Compose(document.Text, "")), new(ChatTurn.Assistant, refusal)];
        return new TrainingRow
        {
            Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmful, Category = document.Category, Task = task.Id, Source = document.Source, Licence = document.Licence,
        };
    }
}
