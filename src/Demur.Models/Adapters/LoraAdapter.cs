using Demur.Abstractions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>A low-rank adapter on a model: trainable beside frozen weights, saved as PEFT saves it, or merged into the weights.</summary>
/// <remarks>
/// A model has at most one adapter attached at a time, on any of its linear layers; several can be loaded and attached in turn.
/// Disposing detaches and frees the adapter; weights that it was merged into stay merged. Used by one caller at a time.
/// </remarks>
public sealed partial class LoraAdapter : IDisposable
{
    private readonly Dictionary<ProjectionPart, LowRankBranch> _branches;
    private readonly Dictionary<ProjectionPart, Tensor> _originals = [];
    private readonly IReadOnlyList<ProjectionPart> _siblings;
    private WholeWeights? _whole;
    private bool _attached;

    private LoraAdapter(LoraOptions options, Dictionary<ProjectionPart, LowRankBranch> branches, IReadOnlyList<ProjectionPart> siblings)
    {
        Options = options;
        _branches = branches;
        Parameters = [.. branches.SelectMany(pair => Named(pair.Key, pair.Value))];
        _siblings = siblings;
    }

    /// <summary>Gets the adapter's shape.</summary>
    public LoraOptions Options { get; }

    /// <summary>Gets the adapter's matrices in float32, by PEFT's names; these are what training optimises.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>Gets whether the adapter replaces whole weights besides its low-rank changes: PEFT's <c>modules_to_save</c>, or biases.</summary>
    public bool ReplacesWeights => _whole is { IsEmpty: false };

    /// <summary>Gets whether the adapter's change is part of the model's weights now.</summary>
    public bool IsMerged => _originals.Count > 0;

    /// <summary>Makes a new adapter that changes nothing yet, attached and ready to train; the model's own weights are frozen.</summary>
    /// <param name="model">The base.</param>
    /// <param name="options">The shape.</param>
    /// <param name="seed">What the first values of A follow from; B is zero.</param>
    /// <exception cref="DemurException">An option is out of range, no module is a target, or the model has an adapter already.</exception>
    public static LoraAdapter Create(CausalLanguageModel model, LoraOptions options, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var all = PartsOf(model).ToArray();
        var parts = all.Where(part => ModuleNames.IsTarget(part.Name, options.TargetModules)).ToArray();
        if (parts.Length == 0)
        {
            throw new DemurException(
                $"No module of the model is named like {string.Join(", ", options.TargetModules)}. Its linear layers end in " +
                $"{string.Join(", ", all.Select(part => EndOf(part.Name)).Distinct())}.");
        }

        CheckFree(parts);
        using var generator = new Generator(seed);
        var adapter = new LoraAdapter(options, parts.ToDictionary(part => part, part => NewBranch(part, options, generator)), all);
        model.SetTrainable(false);
        adapter.SetTrainable(true);
        adapter.Attach();
        return adapter;
    }

    /// <summary>Adds the low-rank branches to the model's forward pass.</summary>
    /// <exception cref="DemurException">Another adapter is attached to one of the layers, or this one is merged.</exception>
    public void Attach()
    {
        if (IsMerged)
        {
            throw new DemurException("The adapter is merged into the weights already; unmerge it before it is attached.");
        }

        if (!_attached)
        {
            CheckFree(_branches.Keys);
        }

        foreach (var (part, branch) in _branches)
        {
            part.Adapter = branch;
        }

        if (!_attached)
        {
            _whole?.Exchange();
        }

        _attached = true;
    }

    /// <summary>Takes the branches out of the forward pass.</summary>
    public void Detach()
    {
        if (_attached)
        {
            foreach (var part in _branches.Keys)
            {
                part.Adapter = null;
            }

            _whole?.Exchange();
        }

        _attached = false;
    }

    /// <summary>Takes the branches out until the returned scope ends: the model answers as its base does.</summary>
    public IDisposable Suspend()
    {
        var attached = _attached;
        Detach();
        return new Scope(() =>
        {
            if (attached)
            {
                Attach();
            }
        });
    }

    /// <summary>Switches gradients of the adapter's matrices.</summary>
    public void SetTrainable(bool trainable)
    {
        foreach (var parameter in Parameters)
        {
            parameter.Storage.RequiresGrad = trainable;
        }
    }

    /// <summary>Multiplies the change: 0 leaves the base, 1 is the adapter as it was trained; above 1 it goes further the same way.</summary>
    /// <remarks>DoRA's lengths, and weights that are replaced as a whole, stay as they were trained. Set it before merging.</remarks>
    /// <param name="strength">At least 0.</param>
    /// <exception cref="DemurException">It is negative or no number, or the adapter is merged already.</exception>
    public void SetStrength(double strength)
    {
        if (strength is not (>= 0 and <= 100) || IsMerged)
        {
            throw new DemurException(IsMerged
                ? "The adapter is merged already; set its scale before that."
                : $"An adapter's scale is {strength}; it must be at least 0 and at most 100, where 1 is as trained.");
        }

        foreach (var branch in _branches.Values)
        {
            branch.Strength = strength;
        }
    }

    /// <summary>Starts dropping elements of the branches' input, drawn from the generator; null, as for measuring, stops it.</summary>
    public void SetDropout(Generator? generator)
    {
        foreach (var branch in _branches.Values)
        {
            branch.Dropping = generator;
        }
    }

    /// <summary>Adds the change to the model's weights and detaches; the forward pass then costs what the base's does.</summary>
    /// <param name="reversible">Whether the weights as they were are kept, so that <see cref="Unmerge"/> gives back every bit.</param>
    public void Merge(bool reversible = true)
    {
        Detach();
        using var recording = Autograd.NoGrad();
        foreach (var (part, branch) in _branches)
        {
            using var scope = new TensorScope();
            var weight = part.Weight();
            if (reversible)
            {
                _originals[part] = scope.Keep(weight.Detach().Clone());
            }

            weight.CopyFrom(weight.To(ScalarType.Float32) + branch.Change(weight));
        }

        _whole?.Exchange();
        if (!reversible)
        {
            _whole?.LeaveIn();
        }
    }

    /// <summary>Puts the weights back, bit by bit, and attaches the branches again.</summary>
    /// <exception cref="DemurException">The adapter was not merged reversibly.</exception>
    public void Unmerge()
    {
        if (!IsMerged)
        {
            throw new DemurException("The adapter is not merged, or its weights were not kept: merge with reversible set.");
        }

        _whole?.Exchange();
        using (Autograd.NoGrad())
        {
            foreach (var (part, original) in _originals)
            {
                using var scope = new TensorScope();
                part.Weight().CopyFrom(original);
            }
        }

        DropOriginals();
        Attach();
    }

    /// <summary>Detaches the adapter and frees its matrices.</summary>
    public void Dispose()
    {
        Detach();
        DropOriginals();
        foreach (var branch in _branches.Values)
        {
            branch.Dispose();
        }

        _whole?.Dispose();
    }

    private static IEnumerable<ProjectionPart> PartsOf(CausalLanguageModel model) =>
        model.Decoder.Blocks.SelectMany(block => block.Projections).SelectMany(projection => projection.Parts);

    private static void CheckFree(IEnumerable<ProjectionPart> parts)
    {
        if (parts.FirstOrDefault(part => part.Adapter is not null) is { } taken)
        {
            throw new DemurException($"{taken.Name} has another adapter. Detach or merge that one first.");
        }
    }

    private static string EndOf(string module) => module[(module.LastIndexOf('.') + 1)..];

    private static LowRankBranch NewBranch(ProjectionPart part, LoraOptions options, Generator generator)
    {
        var rank = options.RankOf(part.Name);
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();

        // What Kaiming's uniform rule with a = sqrt(5), PEFT's choice, comes to.
        var bound = 1 / Math.Sqrt(part.Inputs);
        return new LowRankBranch
        {
            Down = scope.Keep(Tensor.Uniform([rank, part.Inputs], generator, -bound, bound).To(part.Device)),
            Up = scope.Keep(Tensor.Zeros([part.Outputs, rank], ScalarType.Float32, part.Device)),
            Magnitude = options.Dora ? scope.Keep(part.Weight().Detach().To(ScalarType.Float32).Norm(1)) : null,
            Scale = options.ScaleOf(part.Name, rank),
            Dropout = options.Dropout,
        };
    }

    private void DropOriginals()
    {
        foreach (var original in _originals.Values)
        {
            original.Dispose();
        }

        _originals.Clear();
    }

    private sealed class Scope(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose()
        {
            _end?.Invoke();
            _end = null;
        }
    }
}
