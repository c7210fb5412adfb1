using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>Turns matches and the stretches between them into pieces, one at a time.</summary>
internal struct SplitEmitter(Piece piece, SplitBehavior behavior, List<Piece> output)
{
    private int _start;
    private int _end;
    private bool _isPending;
    private bool _afterMatch;

    /// <summary>Takes the next stretch; it begins where the one before ended.</summary>
    public void Add(int start, int end, bool isMatch)
    {
        if (behavior == SplitBehavior.Removed && isMatch)
        {
            return;
        }

        if (_isPending && JoinsPending(isMatch))
        {
            _end = end;
        }
        else
        {
            Finish();
            (_start, _end, _isPending) = (start, end, true);
        }

        _afterMatch = isMatch;
    }

    /// <summary>Emits what may have been waiting for more.</summary>
    public void Finish()
    {
        if (_isPending && _end > _start)
        {
            output.Add(piece.Slice(_start, _end));
        }

        _isPending = false;
    }

    private readonly bool JoinsPending(bool isMatch) => behavior switch
    {
        SplitBehavior.Contiguous => isMatch == _afterMatch,
        SplitBehavior.MergedWithPrevious => isMatch && !_afterMatch,
        SplitBehavior.MergedWithNext => !isMatch && _afterMatch,
        _ => false,
    };
}
