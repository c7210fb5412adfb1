namespace Demur.Tensors.Distributed;

/// <summary>Which process of a job this is, and where the processes meet.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="World">The number of processes.</param>
/// <param name="Address">The host of rank 0.</param>
/// <param name="Port">The port that rank 0 listens on.</param>
public sealed record ProcessPlace(int Rank, int World, string Address, int Port);
