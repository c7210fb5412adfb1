namespace Demur.Tensors;

/// <summary>Where a tensor's memory is and its work is done. The default value is the CPU.</summary>
/// <param name="Kind">CPU or CUDA.</param>
/// <param name="Index">Which GPU, from 0; always 0 for the CPU.</param>
public readonly record struct Device(DeviceKind Kind, int Index)
{
    /// <summary>The host.</summary>
    public static Device Cpu => default;

    /// <summary>Whether this is the host.</summary>
    public bool IsCpu => Kind == DeviceKind.Cpu;

    /// <summary>One of the GPUs, from 0.</summary>
    public static Device Cuda(int index = 0) => new(DeviceKind.Cuda, index);

    /// <summary>Reads "cpu", "cuda" or "cuda:1".</summary>
    /// <exception cref="FormatException">The text names no device.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "cpu" => Cpu,
            "cuda" => Cuda(),
            _ when text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out var index) && index >= 0 => Cuda(index),
            _ => throw new FormatException($"\"{text}\" names no device: write cpu, cuda or cuda:N."),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => IsCpu ? "cpu" : $"cuda:{Index}";
}
