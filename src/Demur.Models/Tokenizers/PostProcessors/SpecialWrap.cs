namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Puts a special token before and after an encoding and each of its overflow windows.</summary>
/// <remarks>As in the reference, what an earlier post-processor added counts as text from then on.</remarks>
internal static class SpecialWrap
{
    public static EncodingBuilder Around(EncodingBuilder encoding, int? first, int last, int typeId)
    {
        var wrapped = new EncodingBuilder();
        if (first is { } id)
        {
            wrapped.AddSpecial(id, typeId);
        }

        var text = encoding.Copy();
        text.SetAsText();
        wrapped.Append(text);
        wrapped.AddSpecial(last, typeId);
        wrapped.Overflowing = [.. encoding.Overflowing.Select(window => Around(window, first, last, typeId))];
        return wrapped;
    }
}
