using Demur.Abstractions;

namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Fills the encodings of a batch up to one length.</summary>
internal static class Padder
{
    private const int Longest = 1 << 17;

    public static void Pad(List<EncodingBuilder> encodings, Padding padding)
    {
        long longest = encodings.Max(encoding => encoding.Count);
        var length = padding.FixedLength ?? longest;
        if (padding.MultipleOf > 1 && length % padding.MultipleOf != 0)
        {
            length += padding.MultipleOf - (length % padding.MultipleOf);
        }

        if (length > longest + Longest)
        {
            throw new DemurException($"The tokenizer pads to {length:N0} tokens; at most {Longest:N0} are added. Lower 'padding' in tokenizer.json.");
        }

        foreach (var encoding in encodings)
        {
            encoding.Pad((int)length, padding.PadId, padding.PadTypeId, padding.Left);
        }
    }
}
