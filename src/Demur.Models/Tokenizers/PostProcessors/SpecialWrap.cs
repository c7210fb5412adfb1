namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Puts a special token before and after an encoding and each of its overflow windows.</summary>
internal static class SpecialWrap
{
    public static EncodingBuilder Around(EncodingBuilder encoding, int? first, int last, int typeId)
    {
        var wrapped = new EncodingBuilder();
        if (first is { } id)
        {
            wrapped.AddSpecial(id, typeId);
        }

        wrapped.Append(encoding.Copy());
        wrapped.AddSpecial(last, typeId);
        wrapped.SetTypeId(typeId);
        wrapped.Overflowing = [.. encoding.Overflowing.Select(window => Around(window, first, last, typeId))];
        return wrapped;
    }
}
