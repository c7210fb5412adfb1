namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>BERT's <c>[CLS] A [SEP] B [SEP]</c>.</summary>
internal sealed class BertProcessing(int cls, int sep) : IPostProcessor
{
    public int AddedTokens(bool isPair) => isPair ? 3 : 2;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell)
    {
        if (!addSpecialTokens)
        {
            return encodings;
        }

        return [.. encodings.Select((encoding, index) => SpecialWrap.Around(encoding, index == 0 ? cls : null, sep, typeId: Math.Min(index, 1)))];
    }
}
