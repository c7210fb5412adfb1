namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Takes the white space out of the offsets of byte-level tokens.</summary>
internal sealed class ByteLevelProcessing(OffsetTrimmer? trimmer) : IPostProcessor
{
    public int AddedTokens(bool isPair) => 0;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell)
    {
        encodings.ForEach(encoding => trimmer?.Trim(encoding, spell));
        return encodings;
    }
}
