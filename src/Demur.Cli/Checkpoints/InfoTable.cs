using System.Globalization;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Cli.Checkpoints;

/// <summary>What <c>demur model info</c> prints: a line for each thing one wants to know before running or tuning a model.</summary>
internal static class InfoTable
{
    private const int WidestLabel = 12;

    public static void Write(ModelInfo info)
    {
        foreach (var (label, value) in Lines(info))
        {
            Terminal.Out.WriteLine($"{label.PadRight(WidestLabel)}{value}");
        }
    }

    /// <summary>Gives the lines in order.</summary>
    public static IEnumerable<(string Label, string Value)> Lines(ModelInfo info)
    {
        yield return ("model", info.Path);
        if (info is { AdapterPath: { } path, Adapter: { } adapter })
        {
            yield return ("adapter", $"{path}: {Kind(adapter)} of rank {adapter.Rank} on {ModuleList.Text(adapter.TargetModules)}");
        }

        yield return ("family", $"{info.Config.ModelType} ({(info.Config.IsEncoder ? "encoder" : "decoder")}{Head(info.Config)}), {(info.Format is CheckpointFormat.Gguf ? "GGUF" : "Hugging Face folder")}");
        yield return ("parameters", string.Create(CultureInfo.InvariantCulture, $"{info.Parameters:N0} ({Shape(info.Config)})"));
        yield return ("context", string.Create(CultureInfo.InvariantCulture, $"{info.Config.ContextLength:N0} tokens{Window(info.Config)}"));
        yield return ("dtype", $"{string.Join(", ", info.StoredAs.Select(format => Share(format, info)))}; {Bytes(info.StoredBytes)} on disk");
        yield return ("tokenizer", info.TokenizerKind is { } kind ? string.Create(CultureInfo.InvariantCulture, $"{kind}, {info.TokenizerSize:N0} tokens") : "none");
        yield return ("template", Template(info));
        yield return ("to run", Running(info.Memory, info.Config));
        if (info.Memory is { LoraTuning: { } lora, FullTuning: { } full })
        {
            yield return ("to tune", $"{Bytes(lora)} for an adapter of rank {MemoryNeeds.AdapterRank}, {Bytes(full)} for all weights, {MemoryNeeds.TokensPerStep} tokens at a time");
        }
    }

    /// <summary>Writes bytes in the unit that suits them.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F0} GB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
    };

    private static string Kind(LoraOptions adapter) => adapter switch
    {
        { Dora: true } => "DoRA",
        { RankStabilised: true } => "rank-stabilised LoRA",
        _ => "LoRA",
    };

    private static string Head(ModelConfig config) => config.Labels is { } labels ? $", classifier of {labels.Names.Count}" : string.Empty;

    private static string Shape(ModelConfig config) => string.Create(
        CultureInfo.InvariantCulture,
        $"{config.LayerCount} layers, width {config.HiddenSize}, {config.HeadCount} heads{(config.KeyValueHeadCount == config.HeadCount ? "" : $" over {config.KeyValueHeadCount}")}, {config.VocabularySize:N0} rows of vocabulary");

    private static string Window(ModelConfig config) => config.SlidingWindow is { } window
        ? string.Create(CultureInfo.InvariantCulture, $", {config.LayerKinds.Count(kind => kind is AttentionKind.Sliding)} of {config.LayerCount} layers see the last {window:N0}")
        : string.Empty;

    private static string Share(KeyValuePair<string, long> format, ModelInfo info) =>
        info.StoredAs.Count == 1 ? format.Key : string.Create(CultureInfo.InvariantCulture, $"{format.Key} {100.0 * format.Value / info.StoredAs.Values.Sum():F1} %");

    private static string Template(ModelInfo info) => info switch
    {
        { TemplateFault: { } fault } => $"broken: {fault}",
        { TemplateLength: { } length } => string.Create(CultureInfo.InvariantCulture, $"yes, {length:N0} letters"),
        { Config.IsEncoder: true } => "none",
        _ => "none: demur complete continues its text, demur chat cannot hold a conversation",
    };

    private static string Running(MemoryNeeds memory, ModelConfig config) => config.IsEncoder
        ? $"{Bytes(memory.Running)} as {memory.DType.ToString().ToLowerInvariant()}"
        : $"{Bytes(memory.Running)} as {memory.DType.ToString().ToLowerInvariant()} with one full context; weights {Bytes(memory.Weights)}, each 1,000 tokens of a conversation {Bytes(1000 * memory.CachePerToken)}";
}
