namespace Demur.Data.Own;

/// <summary>The published model's own answer to a benign training request, generated once and committed.</summary>
/// <param name="Id">The content hash of the request.</param>
/// <param name="Text">The answer.</param>
/// <param name="Complete">Whether the model ended it; a cut-off answer teaches no end of turn.</param>
public sealed record OwnAnswer(string Id, string Text, bool Complete);
