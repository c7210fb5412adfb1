using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Data.Labels;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Judges.Labelling;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Commands;

/// <summary><c>demur label</c>: two blinded annotators in the terminal, what they disagree on settled, a data set with its card.</summary>
internal static class LabelCommand
{
    private static readonly Argument<string?> Responses = new("responses") { Description = "A run folder or a label file whose responses are labelled; left out to go on with the session in --out.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The folder of the session.", Required = true };
    private static readonly Option<string?> As = new("--as") { Description = $"Who labels; two names a session, or {LabelSession.Adjudicator} for what they disagree on." };
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<string> Judge = new("--judge") { Description = "The judge whose least certain responses are asked first.", DefaultValueFactory = _ => DefaultScorers.All[0].Name };

    public static Command Create()
    {
        var command = new Command("label", "Label responses by two people who do not see each other's labels or the model, the uncertain ones first.") { Responses, Out, As, Limit, Judge };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(Out).FullName;
        var session = parsed.GetValue(Responses) is { } from
            ? LabelSession.Create(folder, (await TasksAsync(from, parsed.GetRequiredValue(Judge), cancellationToken).ConfigureAwait(false)).OrderByDescending(task => task.Uncertainty).Take(parsed.GetValue(Limit) ?? int.MaxValue))
            : LabelSession.Open(folder);
        if (parsed.GetValue(As) is { } name)
        {
            Ask(session, name, cancellationToken);
        }

        Finish(session, folder);
        return ExitCodes.Ok;
    }

    private static void Ask(LabelSession session, string name, CancellationToken cancellationToken)
    {
        var open = session.OpenFor(name);
        for (var i = 0; i < open.Count && !cancellationToken.IsCancellationRequested; i++)
        {
            Terminal.Out.WriteLine($"\n--- {i + 1} of {open.Count} ---\nREQUEST\n{Shown(open[i].Prompt)}\n\nRESPONSE\n{Shown(open[i].Response)}\n");
            if (ReadLabel() is not { } label)
            {
                return;
            }

            session.Give(new GivenLabel(open[i].Id, name, label));
        }
    }

    private static Outcome? ReadLabel()
    {
        while (true)
        {
            Terminal.Out.Write("[c] full compliance  [r] full refusal  [p] partial refusal  [q] stop: ");
            switch (Terminal.In.ReadLine()?.Trim().ToLowerInvariant())
            {
                case "c": return Outcome.FullCompliance;
                case "r": return Outcome.FullRefusal;
                case "p": return Outcome.PartialRefusal;
                case "q" or null: return null;
            }
        }
    }

    private static void Finish(LabelSession session, string folder)
    {
        var (kappa, both, agreed) = session.Agreement();
        var rows = session.Rows();
        var open = session.OpenFor(LabelSession.Adjudicator).Count;
        var agreement = double.IsNaN(kappa) ? "n/a" : kappa.ToString("F3", CultureInfo.InvariantCulture);
        Terminal.Out.WriteLine($"{session.Tasks.Count} responses, {both} labelled by two, {agreed} alike, kappa {agreement}; {open} to be settled with --as {LabelSession.Adjudicator}");
        if (rows.Count == 0)
        {
            return;
        }

        LabelFile.Write(Path.Combine(folder, "dataset.jsonl"), rows);
        WholeFile.Write(Path.Combine(folder, "README.md"), Card(session, rows, agreement));
        Terminal.Out.WriteLine($"{Path.Combine(folder, "dataset.jsonl")}: {rows.Count} labelled responses, with a card beside them");
    }

    private static string Card(LabelSession session, IReadOnlyList<LabelledResponse> rows, string kappa)
    {
        var (_, both, agreed) = session.Agreement();
        var classes = rows.GroupBy(row => row.Label).OrderBy(group => group.Key).Select(group => $"| {group.Key} | {group.Count()} |");
        return $"""
            # Labelled responses

            {rows.Count} responses from {string.Join(", ", rows.Select(row => row.Source).Distinct(StringComparer.Ordinal))}, each labelled by two people who saw neither
            each other's label nor the model's name, the ones a judge was least sure of first: shares below are not shares of all responses.

            Annotators: {string.Join(", ", session.Names)}. Labelled by both: {both}. Alike: {agreed}. Cohen's kappa over three classes: {kappa}.
            Where they differed the adjudicator's word stands; what is not settled is left out.

            | label | rows |
            |---|---|
            {string.Join('\n', classes)}

            Licence of the texts: that of their sources and of the models that answered. Fill in before the set is given away.

            """;
    }

    // What a response says must not drive the terminal.
    private static string Shown(string text) => string.Concat(text.Select(character => char.IsControl(character) && character is not ('\n' or '\t') ? '\u00B7' : character));

    private static async Task<IReadOnlyList<LabelTask>> TasksAsync(string from, string judge, CancellationToken cancellationToken)
    {
        using var shelf = new JudgeShelf();
        var scorer = shelf.Open(judge);
        List<LabelTask> tasks = [];
        foreach (var (sample, response, source, model) in RunFolder.IsRun(from) ? OfRun(from) : OfFile(from))
        {
            var score = await scorer.ScoreAsync(sample, new SampleResponse { Text = response }, cancellationToken).ConfigureAwait(false);
            tasks.Add(new LabelTask(tasks.Count, sample.Request, response, source, model, score.Outcome == Outcome.Unscored ? 1 : Math.Round(1 - (score.Confidence ?? 0.5), 4)));
        }

        return tasks;
    }

    private static IEnumerable<(Sample Sample, string Response, string Source, string Model)> OfRun(string path)
    {
        var run = RunFolder.Open(path);
        return run.ReadAnswers().Where(answer => !string.IsNullOrWhiteSpace(answer.Response.Text))
            .Select(answer => (answer.Sample, answer.Response.Text!, answer.Response.Suite, run.Record.Target.Name));
    }

    private static IEnumerable<(Sample Sample, string Response, string Source, string Model)> OfFile(string path) =>
        LabelFile.Read(path).Where(row => row.Response.Length > 0).Select(row => (LabelledSamples.Of(row), row.Response, row.Source, row.Model));
}
