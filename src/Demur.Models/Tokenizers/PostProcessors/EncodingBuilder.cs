namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>An encoding while it is put together.</summary>
internal sealed class EncodingBuilder
{
    // How tokens are spelled that are not spelled as in the vocabulary, by place.
    private Dictionary<int, string>? _spellings;

    public List<int> Ids { get; } = [];

    public List<TokenOffset> Offsets { get; } = [];

    public List<int> TypeIds { get; } = [];

    public List<int> AttentionMask { get; } = [];

    public List<int> SpecialTokensMask { get; } = [];

    public List<EncodingBuilder> Overflowing { get; set; } = [];

    public int Count => Ids.Count;

    /// <summary>Notes that the last token is spelled otherwise than its id says.</summary>
    public void SpellLast(string text) => (_spellings ??= [])[Count - 1] = text;

    /// <summary>Gets how a token is spelled where it is not as its id says, or null.</summary>
    public string? SpellingAt(int index) => _spellings?.GetValueOrDefault(index);

    /// <summary>Makes room for tokens, so that it need not grow while they come.</summary>
    public void Reserve(int tokens)
    {
        Ids.EnsureCapacity(tokens);
        Offsets.EnsureCapacity(tokens);
        TypeIds.EnsureCapacity(tokens);
        AttentionMask.EnsureCapacity(tokens);
        SpecialTokensMask.EnsureCapacity(tokens);
    }

    /// <summary>Appends a token of the text.</summary>
    public void Add(int id, TokenOffset offset, int typeId) => Add(id, offset, typeId, special: 0);

    /// <summary>Appends a token that stands for no text.</summary>
    public void AddSpecial(int id, int typeId) => Add(id, default, typeId, special: 1);

    /// <summary>Fills up to a length with padding, at the front or the back.</summary>
    public void Pad(int length, int id, int typeId, bool left)
    {
        Overflowing.ForEach(part => part.Pad(length, id, typeId, left));
        var missing = length - Count;
        if (missing <= 0)
        {
            return;
        }

        var at = left ? 0 : Count;
        _spellings = left ? _spellings?.ToDictionary(pair => pair.Key + missing, pair => pair.Value) : _spellings;
        Ids.InsertRange(at, Enumerable.Repeat(id, missing));
        Offsets.InsertRange(at, Enumerable.Repeat(default(TokenOffset), missing));
        TypeIds.InsertRange(at, Enumerable.Repeat(typeId, missing));
        AttentionMask.InsertRange(at, Enumerable.Repeat(0, missing));
        SpecialTokensMask.InsertRange(at, Enumerable.Repeat(1, missing));
    }

    /// <summary>Gives every token the same segment.</summary>
    public void SetTypeId(int typeId)
    {
        for (var i = 0; i < TypeIds.Count; i++)
        {
            TypeIds[i] = typeId;
        }
    }

    /// <summary>Marks every token as one of the text.</summary>
    public void SetAsText()
    {
        for (var i = 0; i < Count; i++)
        {
            SpecialTokensMask[i] = 0;
            AttentionMask[i] = 1;
        }
    }

    /// <summary>Copies a range of tokens.</summary>
    public EncodingBuilder Slice(int start, int end)
    {
        var slice = new EncodingBuilder();
        slice.Ids.AddRange(Ids[start..end]);
        slice.Offsets.AddRange(Offsets[start..end]);
        slice.TypeIds.AddRange(TypeIds[start..end]);
        slice.AttentionMask.AddRange(AttentionMask[start..end]);
        slice.SpecialTokensMask.AddRange(SpecialTokensMask[start..end]);
        slice.TakeSpellings(this, start, end, 0);
        return slice;
    }

    /// <summary>Copies everything but the overflow.</summary>
    public EncodingBuilder Copy() => Slice(0, Count);

    /// <summary>Appends another encoding; overflow meets overflow in every combination, as in the reference.</summary>
    public void Append(EncodingBuilder other)
    {
        var overflowing = new List<EncodingBuilder>();
        foreach (var mine in Overflowing)
        {
            overflowing.Add(Joined(mine, other));
            overflowing.AddRange(other.Overflowing.Select(theirs => Joined(mine, theirs)));
        }

        overflowing.AddRange(other.Overflowing.Select(theirs => Joined(this, theirs)));
        AppendTokens(other);
        Overflowing = overflowing;
    }

    public TokenEncoding Build(Func<int, string> spell) => new()
    {
        Ids = Ids,
        Offsets = Offsets,
        Tokens = [.. Ids.Select((id, i) => SpellingAt(i) ?? spell(id))],
        TypeIds = TypeIds,
        AttentionMask = AttentionMask,
        SpecialTokensMask = SpecialTokensMask,
        Overflowing = [.. Overflowing.Select(part => part.Build(spell))],
    };

    private void Add(int id, TokenOffset offset, int typeId, int special)
    {
        Ids.Add(id);
        Offsets.Add(offset);
        TypeIds.Add(typeId);
        SpecialTokensMask.Add(special);
        AttentionMask.Add(1);
    }

    private static EncodingBuilder Joined(EncodingBuilder first, EncodingBuilder second)
    {
        var joined = first.Copy();
        joined.AppendTokens(second);
        return joined;
    }

    private void AppendTokens(EncodingBuilder other)
    {
        TakeSpellings(other, 0, other.Count, Count);
        Ids.AddRange(other.Ids);
        Offsets.AddRange(other.Offsets);
        TypeIds.AddRange(other.TypeIds);
        AttentionMask.AddRange(other.AttentionMask);
        SpecialTokensMask.AddRange(other.SpecialTokensMask);
    }

    private void TakeSpellings(EncodingBuilder other, int start, int end, int at)
    {
        foreach (var (index, text) in other._spellings ?? [])
        {
            if (index >= start && index < end)
            {
                (_spellings ??= [])[index - start + at] = text;
            }
        }
    }
}
