namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Puts texts and special tokens into a fixed order.</summary>
internal sealed class TemplateProcessing(IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair) : IPostProcessor
{
    public int AddedTokens(bool isPair) => (isPair ? pair : single).Sum(piece => piece.Ids?.Count ?? 0);

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens, Func<int, string> spell)
    {
        var parts = new List<EncodingBuilder>();
        foreach (var piece in encodings.Count > 1 ? pair : single)
        {
            if (piece.Ids is null)
            {
                var encoding = encodings[Math.Min(piece.Sequence, encodings.Count - 1)].Copy();
                encoding.Overflowing = encodings[Math.Min(piece.Sequence, encodings.Count - 1)].Overflowing;
                encoding.SetTypeId(piece.TypeId);
                parts.Add(encoding);
            }
            else if (addSpecialTokens)
            {
                parts.Add(SpecialTokens(piece.Ids, piece.TypeId));
            }
        }

        return parts;
    }

    private static EncodingBuilder SpecialTokens(IReadOnlyList<int> ids, int typeId)
    {
        var encoding = new EncodingBuilder();
        foreach (var id in ids)
        {
            encoding.AddSpecial(id, typeId);
        }

        return encoding;
    }
}
