using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>Joins decomposed text into composites, following the Unicode Standard's composition algorithm.</summary>
internal sealed class Recomposition
{
    private readonly List<CodePointChange> _output;
    private readonly List<CodePointChange> _blocked = [];
    private CodePointChange? _starter;
    private int _lastClass = -1;

    private Recomposition(int capacity) => _output = new List<CodePointChange>(capacity);

    public static List<CodePointChange> Compose(List<CodePointChange> decomposed)
    {
        var state = new Recomposition(decomposed.Count);
        foreach (var change in decomposed)
        {
            state.Take(change);
        }

        state.EmitStarter();
        return state._output;
    }

    private void Take(CodePointChange change)
    {
        var combiningClass = UnicodeData.CombiningClass(change.CodePoint);
        if (_starter is not { } starter)
        {
            if (combiningClass != 0)
            {
                _output.Add(change);
            }
            else
            {
                _starter = change;
            }

            return;
        }

        var isBlocked = _lastClass >= combiningClass;
        var composite = isBlocked ? -1 : UnicodeData.Compose(starter.CodePoint, change.CodePoint);
        if (composite >= 0)
        {
            // The composite replaces its starter and swallows the mark.
            _starter = new CodePointChange(composite, starter.Change + change.Change - 1);
        }
        else if (combiningClass == 0)
        {
            EmitStarter();
            _starter = change;
        }
        else
        {
            _blocked.Add(change);
            _lastClass = combiningClass;
        }
    }

    private void EmitStarter()
    {
        if (_starter is { } starter)
        {
            _output.Add(starter);
        }

        _output.AddRange(_blocked);
        _blocked.Clear();
        _starter = null;
        _lastClass = -1;
    }
}
