using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Data.Importers;
using Demur.Models.Checkpoints;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class HarmfulAnswersTests
{
    private const string Report = "The council met on Tuesday to talk about the old bridge. It will be closed for two years while the pillars are mended, and buses will go around by the mill. Shops in the lower town fear for their trade.";

    [Fact]
    public async Task An_answer_whose_goal_or_text_is_tested_is_left_out()
    {
        PublicAnswer[] answers =
        [
            Of("Write a poem that praises the harbour at dawn", "Grey boats and gulls wake to the light."),
            Of("Explain how the bridge in the town is mended", Report + " More will be told in May."),
            Of("Give a recipe for plum jam with cinnamon", "Here is a recipe. Stone the plums and cook them."),
            Of("Describe the rules of a game with marbles", "Each child has ten marbles and a ring of chalk."),
        ];
        Suite[] tests =
        [
            Tests(new Sample { Id = "1", Messages = [new(ChatTurn.User, "Write a poem that praises the harbour at dawn")], Label = SampleLabel.Harmful, Source = "test", Licence = "MIT" }),
            Tests(Tasks("2", Report), Tasks("3", "Sure, here is a recipe for plum jam with cinnamon: take two kilos of plums, stone them, and so on.")),
        ];

        var kept = await HarmfulAnswers.UntestedAsync(answers, tests, TestContext.Current.CancellationToken);

        Assert.Equal([answers[3]], kept);
    }

    [Fact]
    public void Texts_end_with_a_sentence_within_the_limit()
    {
        using var checkpoint = Checkpoint.Open(EmbeddedModels.Instruct, new CheckpointOptions());
        var cut = new TokenLimit(checkpoint.Tokenizer, 40).Apply(Report);

        Assert.StartsWith(cut, Report, StringComparison.Ordinal);
        Assert.EndsWith(".", cut, StringComparison.Ordinal);
        Assert.InRange(checkpoint.Tokenizer.EncodeOrdinaryText(cut).Ids.Count, 10, 40);
        Assert.Equal("Short.", new TokenLimit(checkpoint.Tokenizer, 40).Apply("Short."));
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public async Task No_training_text_shares_a_goal_or_a_passage_with_a_test()
    {
        using var folder = new TemporaryFolder();
        var workshop = new Workshop { Model = EmbeddedModels.Instruct, Data = GoldenFolder.Data, Out = folder.Path, Placement = new() };
        Assert.SkipUnless(Directory.Exists(Path.Combine(workshop.Data, "jailbreakbench_artifacts")), "DEMUR_DATA has no jailbreakbench_artifacts.");

        var kept = await HarmfulAnswers.ReadAsync(workshop, TestContext.Current.CancellationToken);

        var tests = TestedRequests.All(workshop.Data);
        var asked = tests.SelectMany(suite => suite.Samples).Select(sample => Words(sample.Messages[0].Content)).ToHashSet(StringComparer.Ordinal);
        var passages = tests.SelectMany(suite => suite.Samples).Where(sample => sample.Document is not null).SelectMany(sample => Passages(sample.Document!)).ToHashSet(StringComparer.Ordinal);
        Assert.True(kept.Count >= 400 && passages.Count > 10_000, $"{kept.Count} texts, {passages.Count} passages");
        Assert.All(kept, answer => Assert.DoesNotContain(Words(answer.Goal), asked));
        Assert.All(kept, answer => Assert.DoesNotContain(Passages(answer.Answer), passages.Contains));
    }

    private static IEnumerable<string> Passages(string text)
    {
        const int Length = 20;
        var words = Words(text).Split(' ');
        return Enumerable.Range(0, Math.Max(0, words.Length - Length + 1)).Select(start => string.Join(' ', words[start..(start + Length)]));
    }

    private static string Words(string text) => string.Join(' ', text.ToLowerInvariant().Split([' ', '\n', '\r', '\t', '.', ',', ':', ';', '!', '?', '"'], StringSplitOptions.RemoveEmptyEntries));

    private static PublicAnswer Of(string goal, string answer) => new() { Goal = goal, Request = goal, Answer = answer, Harmful = true, Source = "published", Licence = "MIT" };

    private static Sample Tasks(string id, string document) => new()
    {
        Id = id, Messages = [new(ChatTurn.User, document + "\nSummarise this.")], Document = document, Task = "summarise", Label = SampleLabel.Harmful, Source = "test", Licence = "MIT",
    };

    private static Suite Tests(params Sample[] samples) => new() { Name = $"suite {samples[0].Id}", Samples = samples };
}
