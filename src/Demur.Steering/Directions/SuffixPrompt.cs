namespace Demur.Steering.Directions;

/// <summary>A rendered request whose instruction and suffix are known token by token.</summary>
/// <param name="Ids">The tokens up to where the assistant begins to write.</param>
/// <param name="Instruction">The instruction's tokens.</param>
/// <param name="Suffix">The suffix's tokens; empty for none.</param>
public sealed record SuffixPrompt(IReadOnlyList<int> Ids, TokenRange Instruction, TokenRange Suffix)
{
    /// <summary>Puts other tokens in the suffix's place, as many as it has.</summary>
    /// <param name="draw">Gives the tokens.</param>
    public SuffixPrompt WithSuffix(Func<int> draw) => this with { Ids = [.. Ids.Select((id, place) => place >= Suffix.Start && place < Suffix.End ? draw() : id)] };
}
