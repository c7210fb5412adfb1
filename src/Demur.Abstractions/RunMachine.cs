namespace Demur.Abstractions;

/// <summary>Where a run ran.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Processor">The processor's name, or its architecture where no name is known.</param>
/// <param name="Threads">The hardware threads.</param>
/// <param name="MemoryBytes">The memory the process may use.</param>
/// <param name="Runtime">The .NET version.</param>
public sealed record RunMachine(string System, string Processor, int Threads, long MemoryBytes, string Runtime);
