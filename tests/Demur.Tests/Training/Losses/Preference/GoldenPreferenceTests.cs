using System.Text.Json;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses.Preference;
using Demur.Training.Schedules;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Losses.Preference;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class GoldenPreferenceTests
{
    [Fact]
    public void Log_probabilities_of_answers_are_the_reference_librarys() => EachSet(set =>
    {
        var batch = set.Root.GetProperty("batch");
        var (chosen, rejected) = PairLogProbs.Compute(set.Policy, set.FirstPairs, 1);
        var reference = PairLogProbs.ComputeAll(set.Reference, set.FirstPairs, 1, 60);

        Near(Numbers(batch, "policy_chosen"), chosen.ToArray<float>(), "policy_chosen");
        Near(Numbers(batch, "policy_rejected"), rejected.ToArray<float>(), "policy_rejected");
        Near(Numbers(batch, "reference_chosen"), reference.Chosen, "reference_chosen");
        Near(Numbers(batch, "reference_rejected"), reference.Rejected, "reference_rejected");
        return 1;
    });

    [Fact]
    public void Every_loss_and_its_gradients_are_the_reference_librarys() => EachSet(set =>
    {
        var entries = set.Root.GetProperty("losses").EnumerateArray().ToArray();
        foreach (var entry in entries)
        {
            using var scope = new TensorScope();
            switch (entry.GetProperty("trainer").GetString())
            {
                case "dpo":
                    Dpo(set, entry);
                    break;
                case "kto":
                    Kto(set, entry);
                    break;
                default:
                    WithoutReference(set, entry);
                    break;
            }
        }

        return entries.Length;
    });

    [Fact]
    public void A_whole_run_follows_the_reference_library_step_by_step() => EachSet(set =>
    {
        var run = set.Root.GetProperty("dpo_curve");
        var options = new DpoOptions
        {
            LearningRate = run.GetProperty("lr").GetDouble(),
            Beta1 = run.GetProperty("betas")[0].GetDouble(),
            Beta2 = run.GetProperty("betas")[1].GetDouble(),
            Epsilon = run.GetProperty("eps").GetDouble(),
            WeightDecay = run.GetProperty("weight_decay").GetDouble(),
            ClipNorm = run.GetProperty("clip").GetDouble(),
            Schedule = Enum.Parse<ScheduleShape>(run.GetProperty("schedule").GetString()!, ignoreCase: true),
            WarmupSteps = run.GetProperty("warmup").GetInt32(),
            MaxSteps = run.GetProperty("steps").GetInt32(),
            Epochs = 10,
            Batch = new BatchOptions { BatchSize = run.GetProperty("batch").GetInt32(), Shuffle = false },
            Loss = new PreferenceOptions { Beta = run.GetProperty("beta").GetDouble() },
            CheckpointEvery = 0,
        };
        var steps = new List<TrainingStep>();
        var reference = PairLogProbs.ComputeAll(set.Reference, set.Pairs, 1, 1024);

        new DpoTrainer(set.Policy, TrainableParameters.AllOf(set.Policy), options)
            .Train(set.Pairs, reference, new TrainingSinks(Steps: new Recorder(steps)), TestContext.Current.CancellationToken);

        var (losses, norms) = (Numbers(run, "losses"), Numbers(run, "gradient_norms"));
        Assert.Equal(losses.Length, steps.Count);
        for (var step = 0; step < losses.Length; step++)
        {
            var tolerance = step < 10 ? 1e-3 : 1e-2;
            Assert.True(Math.Abs(losses[step] - steps[step].Loss) <= tolerance * Math.Abs(losses[step]), $"loss of step {step}: expected {losses[step]}, was {steps[step].Loss}");
            Assert.True(Math.Abs(norms[step] - steps[step].GradientNorm) <= tolerance * norms[step], $"norm of step {step}: expected {norms[step]}, was {steps[step].GradientNorm}");
        }

        return losses.Length;
    });

    private static void Dpo(PreferenceSet set, JsonElement entry)
    {
        var options = Options(entry);
        var parameters = TrainableParameters.AllOf(set.Policy);
        var (chosen, rejected) = PairLogProbs.Compute(set.Policy, set.FirstPairs, options.LdAlpha);
        var reference = PairLogProbs.ComputeAll(set.Reference, set.FirstPairs, options.LdAlpha, 1024);
        var scores = Scores(set, (chosen, rejected), reference);
        var loss = PairLosses.Compute(scores, options).Mean();
        Check(set, entry, loss, parameters);
    }

    private static void Kto(PreferenceSet set, JsonElement entry)
    {
        var rows = entry.GetProperty("batch").EnumerateArray().ToArray();
        var options = new KtoOptions
        {
            Beta = entry.GetProperty("beta").GetDouble(),
            DesirableWeight = Number(entry, "desirable_weight") ?? 1,
            UndesirableWeight = Number(entry, "undesirable_weight") ?? 1,
            ApoZero = entry.GetProperty("loss_type").GetString() == "apo_zero_unpaired",
        };
        var parameters = TrainableParameters.AllOf(set.Policy);
        var mismatched = options.ApoZero ? 0 : Ratios(set, [.. rows.Select(row => Row(row, "KL_completion_ids"))]).Mean().Item();
        var ratios = Ratios(set, [.. rows.Select(row => Row(row, "completion_ids"))]);
        var loss = KtoLoss.Compute(ratios, [.. rows.Select(row => row.GetProperty("label").GetBoolean())], mismatched, options).Mean();
        Check(set, entry, loss, parameters);
    }

    private static Tensor Ratios(PreferenceSet set, TokenizedRow[] rows)
    {
        TokenizedPair[] pairs = [.. rows.Select(row => new TokenizedPair("golden", row, row))];
        var reference = PairLogProbs.ComputeAll(set.Reference, pairs, 1, 1024);
        return PairLogProbs.Compute(set.Policy, pairs, 1).Chosen - Tensor.From<float>([.. reference.Chosen], [rows.Length]);
    }

    // ORPO, CPO and SimPO are given per row, from the batch's log-probabilities.
    private static void WithoutReference(PreferenceSet set, JsonElement entry)
    {
        var options = Options(entry);
        var batch = set.Root.GetProperty("batch");
        var sums = (Tensor.From([.. Numbers(batch, "policy_chosen")], set.FirstPairs.Count), Tensor.From([.. Numbers(batch, "policy_rejected")], set.FirstPairs.Count));
        var rows = PairLosses.Compute(Scores(set, sums, PairReference.None(set.FirstPairs.Count)), options);

        // The reference library gives ORPO's bonus, which is taken off the loss.
        var sign = entry.GetProperty("trainer").GetString() == "orpo" ? -1 : 1;
        Near([.. Numbers(entry, "per_row").Select(value => sign * value)], rows.To(ScalarType.Float64).ToArray<double>().Select(value => (float)value), Name(entry));
        if (Number(entry, "loss") is { } loss)
        {
            Assert.Equal(loss, rows.Mean().Item(), 1e-4 * (1 + Math.Abs(loss)));
        }
    }

    private static void Check(PreferenceSet set, JsonElement entry, Tensor loss, IReadOnlyList<TrainableParameter> parameters)
    {
        var expected = entry.GetProperty("loss").GetDouble();
        Assert.True(Math.Abs(expected - loss.Item()) <= 1e-4 * (1 + Math.Abs(expected)), $"{Name(entry)}: expected {expected}, was {loss.Item()}");
        loss.Backward();
        foreach (var norm in entry.GetProperty("gradient_norms").EnumerateObject())
        {
            Within(norm.Value.GetDouble(), set.Policy.Parameter(norm.Name).Gradient()!.Norm().Item(), $"{Name(entry)} {norm.Name}");
        }

        Tensor[] values = [.. parameters.Select(parameter => parameter.Value)];
        Within(entry.GetProperty("total_gradient_norm").GetDouble(), GradientNorm.Clip(values, double.PositiveInfinity), $"{Name(entry)} total");
        foreach (var value in values)
        {
            value.Grad = null;
        }
    }

    private static PreferenceScores Scores(PreferenceSet set, (Tensor Chosen, Tensor Rejected) sums, PairReference reference) => new()
    {
        PolicyChosen = sums.Chosen,
        PolicyRejected = sums.Rejected,
        ReferenceChosen = Like(sums.Chosen, reference.Chosen),
        ReferenceRejected = Like(sums.Chosen, reference.Rejected),
        ChosenTokens = Like(sums.Chosen, set.FirstPairs.Select(pair => (float)pair.Chosen.TargetCount)),
        RejectedTokens = Like(sums.Chosen, set.FirstPairs.Select(pair => (float)pair.Rejected.TargetCount)),
    };

    private static Tensor Like(Tensor like, IEnumerable<float> values) => Tensor.From<float>([.. values], [like.Size(0)]).To(like.DType);

    private static PreferenceOptions Options(JsonElement entry) => new()
    {
        Losses = Kinds(entry),
        Beta = entry.GetProperty("beta").GetDouble(),
        LabelSmoothing = Number(entry, "label_smoothing") ?? 0,
        Gamma = Number(entry, "simpo_gamma") ?? 0,
        LdAlpha = Number(entry, "ld_alpha") ?? 1,
        FDivergence = entry.TryGetProperty("f_divergence_type", out var type) ? Enum.Parse<FDivergence>(Plain(type.GetString()!), ignoreCase: true) : default,
    };

    private static Dictionary<PreferenceLossKind, double> Kinds(JsonElement entry)
    {
        var trainer = entry.GetProperty("trainer").GetString()!;
        if (trainer == "orpo")
        {
            return new() { [PreferenceLossKind.Orpo] = 1 };
        }

        var type = entry.GetProperty("loss_type");
        string[] names = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)] : [type.GetString()!];
        var weights = entry.TryGetProperty("loss_weights", out var given) ? given.EnumerateArray().Select(weight => weight.GetDouble()).ToArray() : [.. names.Select(_ => 1.0)];
        return names.Zip(weights).ToDictionary(
            pair => (trainer, pair.First) switch
            {
                ("cpo", "sigmoid") => PreferenceLossKind.Cpo,
                ("cpo", "hinge") => PreferenceLossKind.CpoHinge,
                var (_, name) => Enum.Parse<PreferenceLossKind>(Plain(name), ignoreCase: true),
            },
            pair => pair.Second);
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static TokenizedRow Row(JsonElement row, string completion)
    {
        var prompt = row.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        int[] all = [.. prompt, .. row.GetProperty(completion).EnumerateArray().Select(id => id.GetInt32())];
        return new TokenizedRow { Id = "golden", TokenIds = all, IsTarget = [.. all.Select((_, index) => index >= prompt.Length)] };
    }

    private static double? Number(JsonElement entry, string key) => entry.TryGetProperty(key, out var value) ? value.GetDouble() : null;

    private static double[] Numbers(JsonElement entry, string key) => [.. entry.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];

    private static string Name(JsonElement entry) => $"{entry.GetProperty("trainer")} {(entry.TryGetProperty("loss_type", out var type) ? type.ToString() : "")}";

    private static void Near(double[] expected, IEnumerable<float> actual, string what)
    {
        float[] values = [.. actual];
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-4 * (1 + Math.Abs(pair.First)), $"{what}: expected {pair.First}, was {pair.Second}"));
    }

    private static void Within(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-3 * Math.Abs(expected), $"{what}: expected a gradient norm of {expected}, was {actual}");

    // Every folder of the golden root that has this layout: reference/ and expected.json with a batch and losses.
    private static void EachSet(Func<PreferenceSet, int> check)
    {
        var (sets, entries) = (0, 0);
        foreach (var folder in Directory.GetDirectories(GoldenFolder.Golden).Where(folder => Directory.Exists(Path.Combine(folder, "reference"))).Order(StringComparer.Ordinal))
        {
            using var scope = new TensorScope();
            using var set = new PreferenceSet(folder);
            entries += check(set);
            sets++;
        }

        Assert.True(sets > 0 && entries > 0, $"{GoldenFolder.Golden} holds no preference set.");
        GoldenFolder.Report("preference", entries, 0);
    }

    private sealed class PreferenceSet : IDisposable
    {
        private readonly JsonDocument document;

        public PreferenceSet(string folder)
        {
            document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
            Policy = Load(Root.GetProperty("policy").GetString()!);
            Reference = Load(Root.GetProperty("reference").GetString()!);
            Pairs = [.. Root.GetProperty("rows").EnumerateArray().Select(row => new TokenizedPair("golden", Row(row, "chosen_ids"), Row(row, "rejected_ids")))];
            FirstPairs = [.. Pairs.Take(Root.GetProperty("batch").GetProperty("policy_chosen").GetArrayLength())];
        }

        public JsonElement Root => document.RootElement;

        public CausalLanguageModel Policy { get; }

        public CausalLanguageModel Reference { get; }

        public IReadOnlyList<TokenizedPair> Pairs { get; }

        public IReadOnlyList<TokenizedPair> FirstPairs { get; }

        public void Dispose()
        {
            Policy.Dispose();
            Reference.Dispose();
            document.Dispose();
        }

        private static CausalLanguageModel Load(string path)
        {
            using var checkpoint = Checkpoint.Open(Path.Combine(GoldenFolder.Golden, path));
            return CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights);
        }
    }

    private sealed class Recorder(List<TrainingStep> steps) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => steps.Add(value);
    }
}
