namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Runs several decoders, each on the parts of the one before.</summary>
internal sealed class DecoderSequence(IReadOnlyList<IDecoder> parts) : IDecoder
{
    public List<string> Decode(List<string> tokens) => parts.Aggregate(tokens, (current, part) => part.Decode(current));
}
