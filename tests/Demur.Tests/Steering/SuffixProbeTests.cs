using Demur.Abstractions;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Steering.Directions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering;

[Collection(TensorTests.Name)]
public sealed class SuffixProbeTests
{
    private static readonly float[] Vector = [.. Enumerable.Range(1, 32).Select(i => (float)Math.Sin(i))];
    private static readonly SuffixPrompt Prompt = new(TinyModel.Tokens(10, 4), new TokenRange(1, 4), new TokenRange(4, 8));

    [Fact]
    public void Cosine_attribution_and_attention_are_those_of_their_definitions() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var reading = new SuffixProbe(model, new RefusalDirection { Vector = Vector, Layer = 1, Position = -1 }).Read(Prompt);
        using var scope = new TensorScope();
        float[] entering = [], added = [];
        using (Capture.Begin(model, (layer, states) => entering = layer == 1 ? states.Select(0, 9).ToArray<float>() : entering))
        using (model.AddHook(ResidualPoint.AttentionOutput, 1, states =>
        {
            added = states.Select(0, 9).ToArray<float>();
            return states;
        }))
        {
            model.Forward(TokenBatch.Of(Prompt.Ids));
        }

        Assert.Equal(Dot(entering, Vector) / Math.Sqrt(Dot(entering, entering) * Dot(Vector, Vector)), reading.Cosines[1], 1e-5);
        Assert.Equal(Dot(added, Vector) / Math.Sqrt(Dot(Vector, Vector)), reading.Attribution[1].Sum(), 1e-5);
        Assert.Equal([2, 4], [reading.Attribution.Count, reading.Attribution[0].Count]);
        Assert.All(Enumerable.Range(0, 4), head => Assert.InRange(reading.ToInstruction[0][head] + reading.ToSuffix[0][head], 0.01, 0.99));
    });

    [Fact]
    public void Attention_to_a_part_is_the_sum_over_its_tokens() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var probe = new SuffixProbe(model, new RefusalDirection { Vector = Vector, Layer = 1, Position = -1 });
        using var scope = new TensorScope();
        var weights = new float[2][];
        model.ForwardReadingHeads(TokenBatch.Of(Prompt.Ids), heads => weights[heads.Layer] = heads.Weights.ToArray<float>());

        var reading = probe.Read(Prompt);

        Assert.Equal(weights[1].Skip(30 + 1).Take(3).Sum(), reading.ToInstruction[1][3], 1e-5);
        Assert.Equal(weights[0].Skip(20 + 4).Take(4).Sum(), reading.ToSuffix[0][2], 1e-5);
    });

    [Fact]
    public void Another_suffix_keeps_the_length_and_all_other_tokens()
    {
        var other = Prompt.WithSuffix(() => 7);

        Assert.Equal([.. Prompt.Ids.Take(4), 7, 7, 7, 7, .. Prompt.Ids.Skip(8)], other.Ids);
    }

    [Fact]
    public void A_mean_is_taken_entry_by_entry()
    {
        var mean = SuffixReading.Mean([Of(1, 2), Of(3, 6)]);

        Assert.Equal([2.0], mean.Cosines);
        Assert.Equal([4.0, 2.0], mean.Attribution[0]);

        static SuffixReading Of(double cosine, double head) => new() { Cosines = [cosine], Attribution = [[head, cosine]], ToInstruction = [[0, 0]], ToSuffix = [[0, 0]] };
    }

    [Fact]
    public void A_direction_of_another_width_is_refused() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        Assert.Contains("2 values", Assert.Throws<DemurException>(() => new SuffixProbe(model, new RefusalDirection { Vector = [1, 2], Layer = 0, Position = -1 })).Message, StringComparison.Ordinal);
    });

    private static double Dot(float[] left, float[] right) => left.Zip(right, (first, second) => (double)first * second).Sum();
}
