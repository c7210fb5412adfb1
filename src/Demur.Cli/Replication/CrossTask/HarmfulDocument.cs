using Demur.Abstractions;

namespace Demur.Cli.Replication.CrossTask;

/// <summary>A harmful text that may be trained on.</summary>
/// <param name="Id">The content hash of the text.</param>
/// <param name="Text">The text, at most as long as rows may be.</param>
/// <param name="Goal">What published text was written for, which no test may ask; for own documents their pair.</param>
/// <param name="Category">The category of the harm.</param>
/// <param name="Declined">What a refusal says it declines.</param>
/// <param name="Alternative">What a refusal offers.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Licence">The licence of the text.</param>
internal sealed record HarmfulDocument(string Id, string Text, string Goal, HarmCategory Category, string Declined, string Alternative, string Source, string Licence);
