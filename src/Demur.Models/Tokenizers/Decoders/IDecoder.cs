namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Turns tokens back into text; decoders follow one another, and the last list is joined.</summary>
internal interface IDecoder
{
    /// <summary>Gives the parts of the text that the tokens stand for.</summary>
    List<string> Decode(List<string> tokens);
}
