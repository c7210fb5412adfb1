using Demur.Tensors;

namespace Demur.Training.Classifiers;

/// <summary>Minus the log of the allowed labels' summed probability: cross-entropy where one is allowed.</summary>
internal static class AllowedLabelsLoss
{
    private const double Forbidden = -1e4;

    /// <summary>Gives the weighted mean over rows, in nats.</summary>
    /// <param name="logits">Scores before softmax. <c>// (rows, labels)</c></param>
    /// <param name="allowed">One flag a label for each row.</param>
    /// <param name="weights">How much each row counts.</param>
    public static Tensor Of(Tensor logits, IReadOnlyList<IReadOnlyList<bool>> allowed, IReadOnlyList<double> weights)
    {
        using var scope = new TensorScope();
        var barred = Tensor.From([.. allowed.SelectMany(row => row.Select(flag => flag ? 0f : (float)Forbidden))], allowed.Count, allowed[0].Count);
        var counts = Tensor.From([.. weights.Select(weight => (float)weight)], weights.Count);
        var each = logits.LogSumExp(-1) - (logits + barred).LogSumExp(-1); // (rows)
        return scope.MoveToOuter((each * counts).Sum() / weights.Sum());
    }
}
