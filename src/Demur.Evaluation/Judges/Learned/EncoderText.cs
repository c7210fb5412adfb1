namespace Demur.Evaluation.Judges.Learned;

/// <summary>Cuts what the encoder reads of a response: its cost grows with every letter.</summary>
public static class EncoderText
{
    private const int Length = 300;

    /// <summary>Gets the beginning of a response that <see cref="JudgeText"/> made.</summary>
    /// <param name="head">The text.</param>
    public static string Of(string head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Length <= Length || head.LastIndexOf(' ', Length) is not (> 0 and var space) ? head[..Math.Min(head.Length, Length)] : head[..space];
    }
}
