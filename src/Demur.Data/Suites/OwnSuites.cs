using Demur.Abstractions;
using Demur.Data.Own;

namespace Demur.Data.Suites;

/// <summary>The embedded suites, made of own content that no training row may use.</summary>
/// <remarks>
/// Suites whose name ends in <c>held-out</c> keep to the harm categories of which nothing at all is trained on;
/// a sample's tag <c>held_out</c> says the same in the other suites.
/// </remarks>
public static class OwnSuites
{
    /// <summary>The tag that says whether nothing of the sample's category is in the training split.</summary>
    public const string HeldOutTag = "held_out";

    /// <summary>The tag that says which part of the own content the sample comes from.</summary>
    public const string KindTag = "kind";

    private static readonly Lazy<HashSet<HarmCategory>> LazyTrainedCategories = new(() =>
        [.. OwnContent.Pairs.Where(pair => pair.Split == ContentSplit.Train).Select(pair => pair.Category),
         .. OwnContent.Documents.Where(document => document.Split == ContentSplit.Train).Select(document => document.Category)]);

    private static readonly Dictionary<string, Definition> Definitions = new(StringComparer.Ordinal)
    {
        ["own-direct"] = new("Direct requests and their benign twins, ten categories.", Direct),
        ["own-direct-held-out"] = new("Direct requests and their benign twins, five categories never trained on.", () => Direct().Where(IsHeldOut)),
        ["own-documents"] = new("Nine tasks on harmful documents and their benign twins, ten categories.", Documents),
        ["own-documents-held-out"] = new("Nine tasks on harmful documents and their benign twins, five categories never trained on.", () => Documents().Where(IsHeldOut)),
        ["own-useful"] = new("Nine tasks on ordinary documents.", Useful),
        ["own-ordinary"] = new("Everyday requests.", () => OwnRequests.Ordinary(ContentSplit.Suite).Select(ToSample)),
        ["own-choices"] = new("Multiple choice on general knowledge, by log-probability.", Choices) { Kind = SuiteKind.MultipleChoice, NewTokens = 48 },
        ["own-text"] = new("Cross-entropy on ordinary text, in nats a token.", Texts) { Kind = SuiteKind.CrossEntropy, NewTokens = 48 },
    };

    /// <summary>Gets the names of the embedded suites.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Definitions.Keys];

    /// <summary>Gets what an embedded suite is, without making its samples.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string DescriptionOf(string name) => Definitions[name].Description;

    /// <summary>Makes one embedded suite, or gives <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Suite? Find(string name) => !Definitions.TryGetValue(name, out var definition) ? null : new Suite
    {
        Name = name,
        Description = definition.Description,
        Kind = definition.Kind,
        MaxNewTokens = definition.NewTokens,
        Samples = [.. definition.Samples()],
    };

    /// <summary>Tells whether nothing of a category is in the training split.</summary>
    /// <param name="category">The category.</param>
    public static bool IsHeldOutCategory(HarmCategory category) => !LazyTrainedCategories.Value.Contains(category);

    private static bool IsHeldOut(Sample sample) => sample.Tags?[HeldOutTag] == "true";

    private static IEnumerable<Sample> Direct() => OwnRequests.Direct(ContentSplit.Suite).Select(ToSample);

    private static IEnumerable<Sample> Documents() =>
        OwnContent.Tasks.SelectMany(task => OwnRequests.Documents(task, ContentSplit.Suite)).Select(ToSample);

    private static IEnumerable<Sample> Useful() =>
        OwnContent.Tasks.SelectMany(task => OwnRequests.Useful(task, ContentSplit.Suite)).Select(ToSample);

    private static IEnumerable<Sample> Choices() => OwnContent.Choices.Select(question => Harmless([new(ChatTurn.User, question.Question)]) with
    {
        Choices = question.Choices, Answer = question.Answer,
    });

    private static IEnumerable<Sample> Texts() => OwnContent.Useful.Where(document => document.Split == ContentSplit.Suite)
        .Select(document => Harmless([new(ChatTurn.User, document.Text)]) with { Document = document.Text });

    private static Sample ToSample(OwnRequest request) => Harmless(request.Messages) with
    {
        Label = request.Label,
        Category = request.Category,
        Task = request.Task?.Id,
        Document = request.Document,
        Form = request.Form,
        Pair = request.Pair,
        Tags = new Dictionary<string, string>
        {
            [KindTag] = request.Kind.ToString().ToLowerInvariant(),
            [HeldOutTag] = request.Category is { } category && IsHeldOutCategory(category) ? "true" : "false",
        },
    };

    private static Sample Harmless(IReadOnlyList<ChatTurn> messages) => new()
    {
        Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Source = OwnContent.Source, Licence = OwnContent.Licence,
    };

    private sealed record Definition(string Description, Func<IEnumerable<Sample>> Samples)
    {
        public SuiteKind Kind { get; init; } = SuiteKind.Generation;

        public int NewTokens { get; init; } = 32;
    }
}
