namespace Demur.Cli.Replication;

/// <summary>How a cell's model was made.</summary>
/// <param name="Adapter">The tuned adapter's folder.</param>
/// <param name="Rows">The training rows or pairs.</param>
/// <param name="Data">The hash of their ids, in order.</param>
/// <param name="Recipe">The hash of the recipe, defaults included.</param>
/// <param name="Seconds">The seconds of all optimiser steps.</param>
internal sealed record CellTraining(string Adapter, int Rows, string Data, string Recipe, double Seconds);
