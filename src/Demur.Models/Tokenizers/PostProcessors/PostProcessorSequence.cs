namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Runs several post-processors, each on the parts of the one before.</summary>
internal sealed class PostProcessorSequence(IReadOnlyList<IPostProcessor> parts) : IPostProcessor
{
    public int AddedTokens(bool isPair) => parts.Sum(part => part.AddedTokens(isPair));

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell) =>
        parts.Aggregate(encodings, (current, part) => part.Process(current, addSpecialTokens, spell));
}
