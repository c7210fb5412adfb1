using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Steps of AdamW on a soft prompt; each is on the disk before the next begins, so that a kill costs one.</summary>
/// <param name="folder">The folder of this run alone.</param>
/// <param name="options">Rate, batches, epochs, seed.</param>
/// <param name="progress">Told after every step.</param>
internal sealed class SoftPromptLoop(string folder, SafeguardOptions options, IProgress<SafeguardProgress> progress)
{
    private const string StateFile = "training.safetensors";
    private const string StepsFile = "steps.jsonl";
    private const string StepKey = "step";

    /// <summary>Runs the steps that are not done yet.</summary>
    /// <param name="prompt">The vectors, which change.</param>
    /// <param name="items">The rows that are gone through.</param>
    /// <param name="backward">Computes the loss of some rows and its gradient.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>All steps, those of earlier sessions first.</returns>
    /// <exception cref="DemurException">The gradient is no number.</exception>
    public IReadOnlyList<SafeguardStep> Run(
        Tensor prompt, int items, Func<int[], (double Loss, IReadOnlyDictionary<string, double> Parts)> backward, CancellationToken cancellationToken)
    {
        prompt.RequiresGrad = true;
        using var optimiser = new AdamW([prompt], new AdamWOptions { LearningRate = options.LearningRate });
        var done = Load(prompt, optimiser);
        var steps = ReadSteps(done);
        using var log = new StreamWriter(Path.Combine(folder, StepsFile), append: true) { AutoFlush = true };
        var batches = Enumerable.Range(0, options.EpochsOrDefault).SelectMany(epoch => Order(epoch, items).Chunk(options.BatchSize)).ToArray();
        for (var step = done; step < batches.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            optimiser.ZeroGrad();
            var (loss, parts) = backward(batches[step]);
            var norm = GradientNorm.Clip(optimiser.Parameters, options.LargestGradient);
            if (!double.IsFinite(norm) || !double.IsFinite(loss))
            {
                throw new DemurException($"Step {step + 1}: the loss is {loss} and the gradient's norm {norm}. Lower --learning-rate, or take --dtype float32.");
            }

            optimiser.Step();
            steps.Add(new SafeguardStep(step + 1, loss, parts, norm));
            log.WriteLine(JsonSerializer.Serialize(steps[^1], DemurJson.Line));
            Save(prompt, optimiser, step + 1);
            progress.Report(new SafeguardProgress("steps", step + 1, batches.Length, loss));
        }

        prompt.RequiresGrad = false;
        return steps;
    }

    private int[] Order(int epoch, int items)
    {
        int[] order = [.. Enumerable.Range(0, items)];
        new Random(unchecked((options.Seed * 1_000_003) + epoch)).Shuffle(order);
        return order;
    }

    private void Save(Tensor prompt, AdamW optimiser, int step)
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(
            Path.Combine(folder, StateFile),
            [TensorToWrite.Of("prompt", prompt.Detach()), TensorToWrite.Of("first", optimiser.FirstMoments[0]), TensorToWrite.Of("second", optimiser.SecondMoments[0])],
            new Dictionary<string, string> { [StepKey] = step.ToString(CultureInfo.InvariantCulture) });
    }

    private int Load(Tensor prompt, AdamW optimiser)
    {
        var path = Path.Combine(folder, StateFile);
        if (!File.Exists(path))
        {
            return 0;
        }

        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        using var source = SafetensorsSource.Open(path);
        foreach (var (name, tensor) in new[] { ("prompt", prompt), ("first", optimiser.FirstMoments[0]), ("second", optimiser.SecondMoments[0]) })
        {
            tensor.Detach().CopyFrom(source.Load(name, tensor.DType, tensor.Device));
        }

        optimiser.Steps = long.Parse(source.Metadata[StepKey], CultureInfo.InvariantCulture);
        return (int)optimiser.Steps;
    }

    // Lines after the last whole state are of steps that are made again.
    private List<SafeguardStep> ReadSteps(int done)
    {
        var path = Path.Combine(folder, StepsFile);
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var steps = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<SafeguardStep>(line, DemurJson.Line)!).Where(step => step.Step <= done).ToList();
        WholeFile.WriteLines(path, steps.Select(step => JsonSerializer.Serialize(step, DemurJson.Line)));
        return steps;
    }
}
