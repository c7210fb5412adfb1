namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Makes the common templates.</summary>
internal static class SpecialTemplates
{
    /// <summary>Puts a token before or after each text; null when there is neither.</summary>
    public static TemplateProcessing? Around(int? first, int? last)
    {
        if (first is null && last is null)
        {
            return null;
        }

        var begin = first is { } firstId ? new[] { firstId } : null;
        var end = last is { } lastId ? new[] { lastId } : null;
        return new TemplateProcessing(Pieces(0, begin, end), [.. Pieces(0, begin, end), .. Pieces(1, begin, end)]);
    }

    private static List<TemplatePiece> Pieces(int sequence, int[]? begin, int[]? end)
    {
        var pieces = new List<TemplatePiece> { new(sequence, null, sequence) };
        if (begin is not null)
        {
            pieces.Insert(0, new TemplatePiece(0, begin, sequence));
        }

        if (end is not null)
        {
            pieces.Add(new TemplatePiece(0, end, sequence));
        }

        return pieces;
    }
}
