namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>RoBERTa's <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, every segment 0.</summary>
internal sealed class RobertaProcessing(int cls, int sep, OffsetTrimmer? trimmer) : IPostProcessor
{
    public int AddedTokens(bool isPair) => isPair ? 4 : 2;

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell)
    {
        foreach (var encoding in encodings)
        {
            trimmer?.Trim(encoding, spell);
            encoding.SetTypeId(0);
        }

        return addSpecialTokens
            ? [.. encodings.Select((encoding, index) => SpecialWrap.Around(encoding, index == 0 ? cls : sep, sep, typeId: 0))]
            : encodings;
    }
}
