namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Adds the special tokens around one or two texts.</summary>
internal interface IPostProcessor
{
    /// <summary>Gets how many tokens are added around one text, or around two.</summary>
    int AddedTokens(bool isPair);

    /// <summary>Gives the parts whose concatenation is the result.</summary>
    /// <param name="encodings">One or two texts, or what the processor before made of them.</param>
    /// <param name="addSpecialTokens">Whether special tokens are added at all.</param>
    /// <param name="spell">Gives a token as the vocabulary spells it.</param>
    List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell);
}
