using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Training.Trainers;

/// <summary>A linear map from the state of a text's last token to one score.</summary>
/// <remarks>Owns its weight, which is float32 and starts near zero.</remarks>
public sealed class ScoreHead : IDisposable
{
    private const string WeightName = "score.weight";

    /// <summary>Creates a head.</summary>
    /// <param name="model">The model whose states it reads.</param>
    /// <param name="seed">What its first values follow from.</param>
    public ScoreHead(ICausalLanguageModel model, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = new TensorScope();
        using var generator = new Generator(seed);
        Weight = scope.Keep(Tensor.Normal([1, model.Config.HiddenSize], generator, 0, 1 / Math.Sqrt(model.Config.HiddenSize)).To(model.Device)).WithGrad();
    }

    /// <summary>Gets the weight, <c>(1, hidden)</c>.</summary>
    public Tensor Weight { get; }

    /// <summary>Writes question and answer as one text, the form that the head learns and is asked with.</summary>
    /// <param name="prompt">The conversation before the answer.</param>
    /// <param name="answer">The answer.</param>
    public static string TextOf(IReadOnlyList<ChatTurn> prompt, string answer) =>
        $"Question: {string.Join('\n', prompt.Select(turn => turn.Content))}\n\nAnswer: {answer}";

    /// <summary>Scores texts in one forward pass. <c>// (n)</c></summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts as token ids.</param>
    public Tensor Score(ICausalLanguageModel model, IReadOnlyList<int[]> texts)
    {
        using var scope = new TensorScope();
        var batch = TokenBatch.Of([.. texts]);
        var last = Tensor.From<long>([.. Enumerable.Range(0, texts.Count).Select(row => (long)batch.LastOf(row))], [texts.Count]).To(model.Device);
        return scope.MoveToOuter(model.Forward(batch).IndexSelect(0, last).To(ScalarType.Float32).Linear(Weight).Squeeze(1));
    }

    /// <summary>Saves model and head as a sequence classifier with one label, as Transformers has it.</summary>
    /// <param name="folder">A folder that does not exist yet.</param>
    /// <param name="model">The model; an adapter is merged into it.</param>
    /// <param name="origin">The checkpoint that it came from.</param>
    public void Save(string folder, CausalLanguageModel model, Checkpoint origin)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(origin);
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        TensorToWrite[] weights =
        [
            .. model.Parameters.Where(parameter => parameter.Name != "lm_head.weight").Select(parameter => TensorToWrite.Of(parameter.Name, parameter.View())),
            TensorToWrite.Of(WeightName, Weight.Detach()),
        ];
        CheckpointWriter.Save(folder, origin, weights, new CheckpointWriterOptions { ConfigChanges = Changes(origin) });
    }

    /// <inheritdoc/>
    public void Dispose() => Weight.Dispose();

    private static Dictionary<string, JsonNode?> Changes(Checkpoint origin)
    {
        var generator = origin.Config.Source["architectures"]?[0]?.ToString() ?? "LlamaForCausalLM";
        return new Dictionary<string, JsonNode?>
        {
            ["architectures"] = new JsonArray(generator.Replace("ForCausalLM", "ForSequenceClassification", StringComparison.Ordinal)),
            ["num_labels"] = 1,
            ["id2label"] = new JsonObject { ["0"] = "score" },
            ["label2id"] = new JsonObject { ["score"] = 0 },
            ["problem_type"] = "regression",
        };
    }
}
