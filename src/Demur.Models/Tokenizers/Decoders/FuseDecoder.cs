namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Joins everything into one part, so that later decoders see the whole.</summary>
internal sealed class FuseDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}
