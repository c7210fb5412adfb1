using System.Runtime.InteropServices;

namespace Demur.Tensors;

/// <summary>One row of a step over a <see cref="PrefixCache"/>.</summary>
/// <param name="Start">The row's first token within the step.</param>
/// <param name="Count">Its new tokens, at least one.</param>
/// <param name="Slot">Where its own keys and values are kept.</param>
/// <param name="Past">The tokens that the slot holds already; the new ones go behind them.</param>
/// <param name="Prefix">The tokens of the shared beginning that come before its own.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PrefixRow(int Start, int Count, int Slot, int Past, int Prefix)
{
    /// <summary>The position of the row's first new token.</summary>
    public int Position => Prefix + Past;
}
