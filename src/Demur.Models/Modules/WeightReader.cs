using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Takes a decoder's weights out of a checkpoint; a missing, misshapen or left-over one is an error that names it.</summary>
internal sealed class WeightReader(ITensorSource source, DecoderNames names, ModelPlacement placement)
{
    // Buffers that older files carry although they follow from the configuration.
    private static readonly string[] Derived = ["rotary_emb.inv_freq", ".attn.bias", ".attn.masked_bias"];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<NamedParameter> _parameters = [];
    private readonly List<Tensor> _made = [];
    private readonly SortedSet<BlockKind> _blocks = [];

    public ModelPlacement Placement => placement;

    public DecoderNames Names => names;

    /// <summary>Gets every parameter read so far, under its full name.</summary>
    public IReadOnlyList<NamedParameter> Parameters => _parameters;

    /// <summary>Gets the kinds of blocks that weights were left in.</summary>
    public IReadOnlyCollection<BlockKind> Blocks => _blocks;

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Reads one tensor that is a parameter of its own.</summary>
    public Tensor Read(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Load(name, shape);
        Register(new NamedParameter(name, tensor));
        return tensor;
    }

    /// <summary>Reads a tensor without making it a parameter; the caller owns it.</summary>
    public Tensor Load(string name, params ReadOnlySpan<long> shape)
    {
        var found = Find(name) ?? throw new DemurException(
            $"{source.Location} has no tensor {name}, which its configuration calls for. Check that config.json belongs to these weights.");
        var stored = source.Tensors[found].Shape;
        if (!stored.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException(
                $"{source.Location}: {found} has shape [{string.Join(", ", stored)}], but the configuration calls for [{string.Join(", ", shape.ToArray())}]. " +
                "Check that config.json belongs to these weights.");
        }

        _taken.Add(found);
        using var scope = new TensorScope();
        return Made(scope.Keep(source.Load(found, placement.DType, placement.Device)));
    }

    /// <summary>Reads matrices, one below the other, in the blocks of their file; null where they are to be numbers.</summary>
    /// <param name="wanted">Each matrix's name and outputs.</param>
    /// <param name="inputs">Their inputs.</param>
    public BlockTensor? LoadBlocks(IReadOnlyList<(string Name, long Outputs)> wanted, long inputs)
    {
        if (!placement.KeepBlocks || CommonKind(wanted, inputs) is not { } kind)
        {
            return null;
        }

        using var scope = new TensorScope();
        var parts = new List<Tensor>();
        foreach (var (name, _) in wanted)
        {
            if (source.LoadBlocks(Find(name)!) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        _taken.UnionWith(wanted.Select(part => Find(part.Name)!));
        _blocks.Add(kind);
        return new BlockTensor(Made(scope.Keep(parts.Count == 1 ? parts[0] : Tensor.Cat([.. parts], 0))), kind);
    }

    /// <summary>Reads one matrix as it is to be kept, a parameter of its own where it is numbers.</summary>
    public WeightMatrix ReadMatrix(string name, long outputs, long inputs) =>
        LoadBlocks([(name, outputs)], inputs) is { } blocks ? new WeightMatrix(blocks) : new WeightMatrix(Read(name, outputs, inputs));

    /// <summary>Notes a tensor that was made for the model, so that <see cref="Abandon"/> finds it.</summary>
    public Tensor Made(Tensor tensor)
    {
        _made.Add(tensor);
        return tensor;
    }

    /// <summary>Frees all that was read, when the model cannot be completed.</summary>
    public void Abandon() => _made.ForEach(tensor => tensor.Dispose());

    public void Register(NamedParameter parameter) => _parameters.Add(parameter);

    /// <summary>Fails when the checkpoint holds weights that the model has no place for.</summary>
    /// <param name="ignored">Names that may be left over.</param>
    public void RejectLeftovers(params ReadOnlySpan<string> ignored)
    {
        var allowed = ignored.ToArray();
        var left = source.Tensors.Keys
            .Where(name => !_taken.Contains(name) && !allowed.Contains(name) && !Derived.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (left.Length > 0)
        {
            var more = left.Length > 3 ? $" and {left.Length - 3} more" : "";
            throw new DemurException(
                $"{source.Location} holds {string.Join(", ", left.Take(3).Select(Shown.Name))}{more}, which the configuration has no place for. Check that config.json belongs to these weights.");
        }
    }

    private BlockKind? CommonKind(IReadOnlyList<(string Name, long Outputs)> wanted, long inputs)
    {
        var stored = wanted.Select(part => Find(part.Name) is { } found && source.Tensors[found].Shape.SequenceEqual([part.Outputs, inputs]) ? source.Tensors[found].Format : null).Distinct().ToArray();
        return stored is [{ } format] && Enum.TryParse<BlockKind>(format, out var kind) && Enum.IsDefined(kind) ? kind : null;
    }

    private string? Find(string name)
    {
        if (source.Tensors.ContainsKey(name))
        {
            return name;
        }

        var bare = name.StartsWith(names.Body, StringComparison.Ordinal) ? name[names.Body.Length..] : name;
        return source.Tensors.ContainsKey(bare) ? bare : null;
    }
}
