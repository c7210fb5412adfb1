using System.Collections.Concurrent;
using Demur.Abstractions;

namespace Demur.Models.Adapters;

/// <summary>Several adapters on one base, of which each call chooses one: the base's weights are in memory once.</summary>
/// <remarks>Adding is thread-safe at any time; <see cref="Use"/> changes what the model computes and belongs to whoever runs the model.</remarks>
public sealed class AdapterSet : IDisposable
{
    private readonly CausalLanguageModel _model;
    private readonly LoraAdapter? _usual;
    private readonly ConcurrentDictionary<string, LoraAdapter> _named = new(StringComparer.Ordinal);
    private readonly bool _isClosed;
    private LoraAdapter? _current;

    /// <param name="model">The base.</param>
    /// <param name="usual">The adapter that the model was opened with, if any; its owner disposes it.</param>
    /// <param name="isMerged">Whether that adapter is part of the weights for good, so that the base is no longer there.</param>
    internal AdapterSet(CausalLanguageModel model, LoraAdapter? usual, bool isMerged)
    {
        _model = model;
        _usual = isMerged ? null : usual;
        _current = _usual;
        _isClosed = isMerged;
    }

    /// <summary>Gets the names that can be chosen.</summary>
    public IReadOnlyCollection<string> Names => [.. _named.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads an adapter from PEFT's folder, ready to be chosen.</summary>
    /// <param name="name">What calls choose it by.</param>
    /// <param name="folder">Holds <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <exception cref="DemurException">The name is taken, the adapter is damaged or of another base, or the base has an adapter merged in.</exception>
    public void Add(string name, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_isClosed)
        {
            throw new DemurException("An adapter is merged into the weights, so others do not fit on them. Open the model with LocalModelOptions.MergeAdapter = false.");
        }

        var adapter = LoraAdapter.Load(_model, folder, attach: false);
        if (!_named.TryAdd(name, adapter))
        {
            adapter.Dispose();
            throw new DemurException($"An adapter is called '{name}' already. Choose another name.");
        }
    }

    /// <summary>Tells whether an adapter of that name was added.</summary>
    public bool Has(string name) => _named.ContainsKey(name);

    /// <summary>Lets the model compute with one adapter until the returned scope ends.</summary>
    /// <param name="name">One of <see cref="Names"/>; <see langword="null"/> for the model as it was opened.</param>
    /// <exception cref="DemurException">There is no adapter of that name.</exception>
    public IDisposable Use(string? name)
    {
        var previous = _current;
        Switch(name is null ? _usual : Find(name));
        return new Scope(() => Switch(previous));
    }

    /// <summary>Frees the adapters that were added.</summary>
    public void Dispose()
    {
        foreach (var adapter in _named.Values)
        {
            adapter.Dispose();
        }
    }

    private LoraAdapter Find(string name) => _named.TryGetValue(name, out var adapter)
        ? adapter
        : throw new DemurException(_named.IsEmpty
            ? $"There is no adapter '{name}': none was added."
            : $"There is no adapter '{name}'; known are {string.Join(", ", Names)}.");

    private void Switch(LoraAdapter? wanted)
    {
        if (wanted != _current)
        {
            _current?.Detach();
            wanted?.Attach();
            _current = wanted;
        }
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
