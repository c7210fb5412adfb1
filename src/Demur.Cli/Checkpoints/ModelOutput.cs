using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Cli.Checkpoints;

/// <summary>Writes a model as a folder or as a GGUF file, with a line of progress; it is there whole or not at all.</summary>
internal static class ModelOutput
{
    public const string GgufExtension = ".gguf";

    /// <summary>Refuses a place that holds something, before hours of work end there.</summary>
    public static void RequireFree(string path)
    {
        if (File.Exists(path) || (Directory.Exists(path) && (IsGguf(path) || Directory.EnumerateFileSystemEntries(path).Any())))
        {
            throw new DemurException($"{path}: exists already. Choose another --out, or remove it first.");
        }
    }

    public static bool IsGguf(string path) => path.EndsWith(GgufExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>--quantisation</c>; null where it is left out.</summary>
    public static GgufQuantisation? ParseQuantisation(string? text) =>
        text is null ? null
        : Enum.TryParse<GgufQuantisation>(text, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(text[0]) ? known
        : throw new DemurException($"--quantisation is '{text}'; known are {string.Join(", ", Enum.GetNames<GgufQuantisation>())}.");

    /// <summary>Writes a GGUF file; without a format named, the one that loses nothing.</summary>
    public static void WriteGguf(string path, ModelToWrite model, GgufQuantisation? quantisation, CancellationToken cancellationToken)
    {
        var (context, own) = (GgufWriter.ContextLengthOf(model.Origin.Config), model.Origin.Config.ContextLength);
        if (context < own)
        {
            Terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"GGUF has no window for a {model.Origin.Config.ModelType}: the file is for texts of up to {context:N0} tokens instead of {own:N0}, where the window makes no difference."));
        }

        using var line = new ProgressLine(TimeProvider.System);
        GgufWriter.Save(path, model.Origin, Watched(model.Tensors, line), quantisation ?? Lossless(model.Tensors), cancellationToken);
    }

    /// <summary>Writes a Hugging Face folder that says what made it.</summary>
    public static void WriteFolder(string path, ModelToWrite model, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        WriteFolder(path, (model.Origin, model.Tensors, model.ConfigChanges), arguments, cancellationToken);

    /// <summary>Writes a Hugging Face folder of changed weights that says what made it.</summary>
    public static void WriteFolder(
        string path, (Checkpoint Origin, IReadOnlyList<TensorToWrite> Tensors, IReadOnlyDictionary<string, JsonNode?> ConfigChanges) model, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        WriteFolder(path, (model.Origin, model.Tensors, new CheckpointWriterOptions { ConfigChanges = model.ConfigChanges }), arguments, cancellationToken);

    /// <summary>Writes a Hugging Face folder whose files are changed in some way, and that says what made it.</summary>
    public static void WriteFolder(
        string path, (Checkpoint Origin, IReadOnlyList<TensorToWrite> Tensors, CheckpointWriterOptions Options) model, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(TimeProvider.System);
        CheckpointWriter.Save(path, model.Origin, Watched(model.Tensors, line), model.Options with { Provenance = Provenance(model.Origin, arguments) }, cancellationToken);
    }

    /// <summary>Tells how large what was written is.</summary>
    public static string SizeOf(string path) => InfoTable.Bytes(File.Exists(path)
        ? new FileInfo(path).Length
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));

    private static GgufQuantisation Lossless(IReadOnlyList<TensorToWrite> tensors) => tensors.MaxBy(tensor => tensor.Bytes)?.DType switch
    {
        ScalarType.BFloat16 => GgufQuantisation.BF16,
        ScalarType.Float16 => GgufQuantisation.F16,
        _ => GgufQuantisation.F32,
    };

    private static JsonObject Provenance(Checkpoint origin, IReadOnlyList<string> arguments) => new()
    {
        ["made_by"] = "demur " + typeof(ModelOutput).Assembly.GetName().Version!.ToString(3),
        ["arguments"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]),
        ["model"] = EmbeddedModels.HubName(origin.Name),
        ["adapter"] = origin.AdapterPath,
        ["identity"] = ModelIdentity.Of(origin.Path, origin.AdapterPath),
    };

    private static TensorToWrite[] Watched(IReadOnlyList<TensorToWrite> tensors, ProgressLine line)
    {
        var (total, done) = (tensors.Sum(tensor => tensor.Bytes), 0L);
        return [.. tensors.Select(tensor => tensor with { Produce = () => Report(tensor) })];

        Tensor Report(TensorToWrite tensor)
        {
            done += tensor.Bytes;
            line.Show(string.Create(CultureInfo.InvariantCulture, $"writing: {100.0 * done / Math.Max(1, total):F0} % of {InfoTable.Bytes(total)}"));
            return tensor.Produce();
        }
    }
}
