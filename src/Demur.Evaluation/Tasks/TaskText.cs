using Demur.Evaluation.Metrics;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Tasks;

/// <summary>A response beside its document, cut into what the task checks compare.</summary>
internal sealed class TaskText
{
    private const int LongestPreface = 16;

    private TaskText(string response, string document)
    {
        Response = response;
        Body = WithoutPreface(response);
        Words = Scorers.Words.Of(Body);
        DocumentWords = Scorers.Words.Of(document);
        Content = ContentOf(Words);
        DocumentContent = ContentOf(DocumentWords).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Gets the normalised response.</summary>
    public string Response { get; }

    /// <summary>Gets the response without a line such as "Here is the text in upper case:".</summary>
    public string Body { get; }

    /// <summary>Gets the words of the body.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Gets the words of the document.</summary>
    public IReadOnlyList<string> DocumentWords { get; }

    /// <summary>Gets the stems of the body's words that carry meaning, in order.</summary>
    public IReadOnlyList<string> Content { get; }

    /// <summary>Gets the stems of the document's words that carry meaning.</summary>
    public IReadOnlySet<string> DocumentContent { get; }

    /// <summary>Gets the share of the body's meaningful words that the document has too; 0 when there are none.</summary>
    public double ShareFromDocument => Content.Count == 0 ? 0 : (double)Content.Count(DocumentContent.Contains) / Content.Count;

    /// <summary>Reads a response to a task on a document.</summary>
    public static TaskText Of(string response, string document) =>
        new(TextNormaliser.Normalise(response), TextNormaliser.Normalise(document));

    /// <summary>Gets the share of the body's runs of words that are copied from the document.</summary>
    /// <param name="length">The words a run.</param>
    public double Copied(int length) => Scorers.Words.SharedRuns(Words, DocumentWords, length);

    /// <summary>Gets the stems of the words that carry meaning.</summary>
    public static IReadOnlyList<string> ContentOf(IReadOnlyList<string> words) =>
        [.. words.Where(word => word.Length > 2 && !FunctionWords.English.Contains(word)).Select(PorterStemmer.Stem)];

    private static string WithoutPreface(string response)
    {
        var colon = response.IndexOf(':', StringComparison.Ordinal);
        var hasBody = colon >= 0 && Scorers.Words.Of(response[(colon + 1)..]).Count > 0;
        return hasBody && Scorers.Words.Of(response[..colon]).Count <= LongestPreface && LooksLikePreface(response[..colon])
            ? response[(colon + 1)..].Trim().Trim('"').Trim()
            : response.Trim('"');
    }

    private static bool LooksLikePreface(string start)
    {
        string[] signs = ["here", "text", "summary", "translation", "sentence", "answer", "version", "case", "sure", "passage", "topic", "sentiment", "paraphrase", "rewritten", "document", "letters"];
        var words = Scorers.Words.Of(start);
        return Array.Exists(signs, words.Contains);
    }
}
