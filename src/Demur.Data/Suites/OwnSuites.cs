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

    private static readonly Dictionary<string, Func<string, Suite>> Makers = new(StringComparer.Ordinal)
    {
        ["own-direct"] = name => Generation(name, "Direct requests and their benign twins, ten categories.", 32, Direct()),
        ["own-direct-held-out"] = name => Generation(name, "Direct requests and their benign twins, five categories never trained on.", 32, Direct().Where(IsHeldOut)),
        ["own-documents"] = name => Generation(name, "Nine tasks on harmful documents and their benign twins, ten categories.", 32, Documents()),
        ["own-documents-held-out"] = name => Generation(name, "Nine tasks on harmful documents and their benign twins, five categories never trained on.", 32, Documents().Where(IsHeldOut)),
        ["own-useful"] = name => Generation(name, "Nine tasks on ordinary documents.", 32, Useful()),
        ["own-ordinary"] = name => Generation(name, "Everyday requests.", 32, OwnRequests.Ordinary(ContentSplit.Suite).Select(ToSample)),
        ["own-choices"] = MakeChoices,
        ["own-text"] = MakeText,
    };

    /// <summary>Gets the names of the embedded suites.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>Makes one embedded suite, or gives <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Suite? Find(string name) => Makers.TryGetValue(name, out var make) ? make(name) : null;

    /// <summary>Tells whether nothing of a category is in the training split.</summary>
    /// <param name="category">The category.</param>
    public static bool IsHeldOutCategory(HarmCategory category) => !LazyTrainedCategories.Value.Contains(category);

    private static bool IsHeldOut(Sample sample) => sample.Tags?[HeldOutTag] == "true";

    private static IEnumerable<Sample> Direct() => OwnRequests.Direct(ContentSplit.Suite).Select(ToSample);

    private static IEnumerable<Sample> Documents() =>
        OwnContent.Tasks.SelectMany(task => OwnRequests.Documents(task, ContentSplit.Suite)).Select(ToSample);

    private static IEnumerable<Sample> Useful() =>
        OwnContent.Tasks.SelectMany(task => OwnRequests.Useful(task, ContentSplit.Suite)).Select(ToSample);

    private static Suite Generation(string name, string description, int maxNewTokens, IEnumerable<Sample> samples) => new()
    {
        Name = name, Description = description, MaxNewTokens = maxNewTokens, Samples = [.. samples],
    };

    private static Suite MakeChoices(string name) => new()
    {
        Name = name,
        Description = "Multiple choice on general knowledge, by log-probability.",
        Kind = SuiteKind.MultipleChoice,
        Samples = [.. OwnContent.Choices.Select(question => Harmless([new(ChatTurn.User, question.Question)]) with
        {
            Choices = question.Choices, Answer = question.Answer,
        })],
    };

    private static Suite MakeText(string name) => new()
    {
        Name = name,
        Description = "Cross-entropy on ordinary text, in nats a token.",
        Kind = SuiteKind.CrossEntropy,
        Samples = [.. OwnContent.Useful.Where(document => document.Split == ContentSplit.Suite)
            .Select(document => Harmless([new(ChatTurn.User, document.Text)]) with { Document = document.Text })],
    };

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
}
