using Demur.Abstractions;

namespace Demur.Training.Batching;

/// <summary>Turns preference pairs into token ids, each answer as the last turn of its own conversation.</summary>
public static class PairTokenizer
{
    /// <summary>Tokenises both answers of a pair.</summary>
    /// <param name="tokenizer">Renders and tokenises conversations.</param>
    /// <param name="pair">The pair.</param>
    /// <exception cref="DemurException">A row is longer than the limit, or the template does not render an answer.</exception>
    public static TokenizedPair Tokenize(RowTokenizer tokenizer, PreferencePair pair) =>
        new(pair.Id, tokenizer.Tokenize(RowOf(pair, pair.Chosen)), tokenizer.Tokenize(RowOf(pair, pair.Rejected)));

    /// <summary>Names a pair by all of its texts.</summary>
    public static string IdOf(PreferencePair pair) => Sample.IdOf([.. pair.Prompt, new ChatTurn(ChatTurn.Assistant, pair.Chosen), new ChatTurn(ChatTurn.Assistant, pair.Rejected)]);

    /// <summary>Gives a pair's prompt with one of its answers as a training row.</summary>
    public static TrainingRow RowOf(PreferencePair pair, string answer) => new()
    {
        Id = pair.Id,
        Messages = [.. pair.Prompt, new ChatTurn(ChatTurn.Assistant, answer)],
        Label = SampleLabel.Controversial,
        Source = pair.Source,
        Licence = pair.Licence,
    };
}
