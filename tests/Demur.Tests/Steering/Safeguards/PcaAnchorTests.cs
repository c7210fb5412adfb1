using Demur.Steering.Safeguards;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering.Safeguards;

[Collection(TensorTests.Name)]
public sealed class PcaAnchorTests
{
    private const int Rows = 120;
    private const int Size = 40;

    [Fact]
    public void The_basis_is_orthonormal_to_a_millionth() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var basis = PcaAnchor.Fit(States(), 4, seed: 1).Basis;

        for (var left = 0; left < Size; left++)
        {
            for (var right = 0; right < Size; right++)
            {
                var product = Enumerable.Range(0, Size).Sum(row => (double)basis[(row * Size) + left] * basis[(row * Size) + right]);
                Assert.Equal(left == right ? 1 : 0, product, 1e-6);
            }
        }
    });

    [Fact]
    public void Its_first_vectors_are_the_directions_of_largest_variance_in_their_order() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var anchor = PcaAnchor.Fit(States(), 4, seed: 1);

        // The states vary by 5, 4, 3, 2 along the first axes and by 0.1 along the others.
        for (var vector = 0; vector < 4; vector++)
        {
            Assert.InRange(Math.Abs(anchor.Basis[(vector * Size) + vector]), 0.9, 1);
        }

        Assert.InRange(anchor.Explained, 0.98, 0.9999);
    });

    [Fact]
    public void Another_seed_gives_the_same_anchor_and_lengths_are_kept() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var states = States();
        var (first, second) = (PcaAnchor.Fit(states, 4, seed: 1), PcaAnchor.Fit(states, 4, seed: 9));

        Assert.All(first.Coordinates(states).Zip(second.Coordinates(states)), rows => Assert.All(rows.First.Zip(rows.Second), pair => Assert.Equal(Math.Abs(pair.First), Math.Abs(pair.Second), 1e-4)));
        var centred = states - states.Mean(0);
        Assert.True(Tensor.AllClose(centred.Square().Sum(1), first.Project(states).Square().Sum(1), 1e-4, 1e-4));
    });

    private static Tensor States()
    {
        var random = new Random(3);
        return Tensor.From(
            Enumerable.Range(0, Rows * Size).Select(place => (float)(Normal(random) * (place % Size < 4 ? 5 - (place % Size) : 0.1)) + 7).ToArray(), Rows, Size);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
