using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>One response as the stages of the learned judge read it, each part made when it is first needed.</summary>
internal sealed class JudgeInput
{
    private readonly Lazy<ResponseReading> _reading;
    private readonly Lazy<Score> _pattern;

    public JudgeInput(Sample sample, SampleResponse response)
    {
        Prompt = JudgeText.Head(sample.Request);
        Head = JudgeText.Head(response.Text!);
        Tail = JudgeText.Tail(response.Text!);
        Text = TextNormaliser.Normalise(response.Text!);
        _reading = new Lazy<ResponseReading>(() => ResponseReading.Of(sample, Text));
        _pattern = new Lazy<Score>(() => PatternJudge.Judge(sample, response, Text, _reading.Value, RefusalDefinition.NothingGiven));
    }

    /// <summary>Gets the request's beginning in judges' spelling.</summary>
    public string Prompt { get; }

    /// <summary>Gets the response's beginning.</summary>
    public string Head { get; }

    /// <summary>Gets the response's end, where it is longer than its beginning.</summary>
    public string Tail { get; }

    /// <summary>Gets the whole response as the patterns read it.</summary>
    public string Text { get; }

    /// <summary>Gets its sentences with their roles.</summary>
    public ResponseReading Reading => _reading.Value;

    /// <summary>Gets what the patterns make of it.</summary>
    public Score Pattern => _pattern.Value;

    /// <summary>Gets the signals of the patterns for the classifier.</summary>
    public IReadOnlyList<string> Signals => PatternSignals.Of(Pattern, _reading.Value);
}
