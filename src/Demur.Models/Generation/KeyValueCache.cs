using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Keys and values of every layer: slots that rows take and leave, and one beginning that all rows may share.</summary>
/// <param name="config">The model's shape.</param>
/// <param name="dtype">The type of keys and values.</param>
/// <param name="device">Where they are.</param>
/// <param name="mostBytes">How much room may be taken ahead or kept for rows to come; rows that are there get what they need.</param>
internal sealed class KeyValueCache(ModelConfig config, ScalarType dtype, Device device, long mostBytes = long.MaxValue) : IDisposable
{
    /// <summary>A row spread over more room than this many times its length is slow to read.</summary>
    private const int MostSpread = 4;

    private readonly List<(Tensor Keys, Tensor Values)> _layers = [];
    private readonly List<(Tensor Keys, Tensor Values)> _prefix = [];

    /// <summary>Gets how many rows fit.</summary>
    public int Slots { get; private set; }

    /// <summary>Gets how many own tokens a row can have.</summary>
    public int Capacity { get; private set; }

    /// <summary>Gets how many tokens the shared beginning has.</summary>
    public int PrefixLength { get; private set; }

    public Device Device => device;

    private long Width => RoundUp(config.HeadDimension, PrefixCache.WidthStep);

    /// <summary>Gets the bytes that one token of one row takes in all layers.</summary>
    public long BytesPerToken => config.LayerCount * (long)config.KeyValueHeadCount * (config.HeadDimension + Width) * dtype.Size();

    public static int RoundUp(int count, int step) => (count + step - 1) / step * step;

    /// <summary>Makes room. Rows that are in the cache stay where they are; without any, room from before is used again where it fits.</summary>
    /// <param name="slots">How many rows.</param>
    /// <param name="capacity">How many own tokens the longest has.</param>
    /// <param name="empty">Whether no row is in the cache.</param>
    public void Reserve(int slots, int capacity, bool empty)
    {
        capacity = RoundUp(capacity, PrefixCache.CapacityStep);
        if (slots <= Slots && capacity <= Capacity && !(empty && Capacity > MostSpread * (long)capacity))
        {
            return;
        }

        var (mostSlots, mostCapacity) = (Math.Max(slots, Slots), Math.Max(capacity, Capacity));
        if (!empty)
        {
            // Moving costs as much as reading all prompts' keys anew, so the next longer row is to find room.
            var roomy = capacity > Capacity ? Math.Max(capacity, RoundUp(Capacity + (Capacity / 4), PrefixCache.CapacityStep)) : Capacity;
            Move(mostSlots, Fits(mostSlots, roomy) ? roomy : mostCapacity);
            return;
        }

        var keeps = mostCapacity <= MostSpread * (long)capacity && Fits(mostSlots, mostCapacity);
        DropRows();
        Move(keeps ? mostSlots : slots, keeps ? mostCapacity : capacity);
    }

    /// <summary>Gets whether so many rows in all, the longest of such a length, can be had beside those that are there within the bound.</summary>
    public bool HasRoomFor(int slots, int capacity) => Fits(Math.Max(slots, Slots), Math.Max(RoundUp(capacity, PrefixCache.CapacityStep), Capacity));

    /// <summary>Makes room for a shared beginning, forgetting the one before.</summary>
    public void ReservePrefix(int length)
    {
        DropPrefix();
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            using var scope = new TensorScope();
            var (keys, values) = Allocate(1, RoundUp(length, PrefixCache.CapacityStep));
            _prefix.Add((scope.Keep(keys.Select(0, 0)), scope.Keep(values.Select(0, 0))));
            keys.Dispose();
            values.Dispose();
        }

        PrefixLength = length;
    }

    /// <summary>Gets one layer as attention reads it, the shared beginning before the rows.</summary>
    public PrefixCache Layer(int layer, (Tensor? Cos, Tensor? Sin) angles) => new()
    {
        Keys = _layers[layer].Keys,
        Values = _layers[layer].Values,
        PrefixKeys = PrefixLength > 0 ? _prefix[layer].Keys : null,
        PrefixValues = PrefixLength > 0 ? _prefix[layer].Values : null,
        Cosine = angles.Cos,
        Sine = angles.Sin,
    };

    /// <summary>Gets one layer's shared beginning as the only row's place, for filling it; the current scope owns the views.</summary>
    public PrefixCache PrefixAsRow(int layer, (Tensor? Cos, Tensor? Sin) angles) => new()
    {
        Keys = _prefix[layer].Keys.Unsqueeze(0),
        Values = _prefix[layer].Values.Unsqueeze(0),
        Cosine = angles.Cos,
        Sine = angles.Sin,
    };

    /// <summary>Copies what one slot holds to another.</summary>
    public void CopySlot(int from, int to, int length)
    {
        foreach (var (keys, values) in _layers)
        {
            using var scope = new TensorScope();
            keys.Select(0, to).Narrow(2, 0, length).CopyFrom(keys.Select(0, from).Narrow(2, 0, length));
            values.Select(0, to).Narrow(1, 0, length).CopyFrom(values.Select(0, from).Narrow(1, 0, length));
        }
    }

    /// <summary>Forgets the shared beginning and what rows held; their room stays for the next ones.</summary>
    public void Clear() => DropPrefix();

    /// <summary>Gives all room back; the cache can be used anew.</summary>
    public void Dispose()
    {
        DropPrefix();
        DropRows();
    }

    private bool Fits(int slots, int capacity) => BytesPerToken * slots * capacity <= mostBytes;

    private void Move(int slots, int capacity)
    {
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            var (keys, values) = Allocate(slots, capacity);
            if (Slots > 0)
            {
                using var scope = new TensorScope();
                var (oldKeys, oldValues) = _layers[layer];
                keys.Narrow(0, 0, Slots).Narrow(3, 0, Capacity).CopyFrom(oldKeys);
                values.Narrow(0, 0, Slots).Narrow(2, 0, Capacity).CopyFrom(oldValues);
                oldKeys.Dispose();
                oldValues.Dispose();
                _layers[layer] = (keys, values);
            }
            else
            {
                _layers.Add((keys, values));
            }
        }

        Slots = slots;
        Capacity = capacity;
    }

    private void DropRows()
    {
        foreach (var (keys, values) in _layers)
        {
            keys.Dispose();
            values.Dispose();
        }

        _layers.Clear();
        Slots = Capacity = 0;
    }

    private void DropPrefix()
    {
        foreach (var (keys, values) in _prefix)
        {
            keys.Dispose();
            values.Dispose();
        }

        _prefix.Clear();
        PrefixLength = 0;
    }

    private (Tensor Keys, Tensor Values) Allocate(int slots, int capacity)
    {
        using var scope = new TensorScope();
        long heads = config.KeyValueHeadCount;
        var keys = Tensor.Empty([slots, heads, config.HeadDimension, capacity], dtype, device);
        var values = Tensor.Empty([slots, heads, capacity, Width], dtype, device);
        return (scope.Keep(keys), scope.Keep(values));
    }
}
