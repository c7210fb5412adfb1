using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Models.Tokenizers;
using Demur.Tensors;

namespace Demur.Models;

/// <summary>A checkpoint ready to run: weights, adapter, tokenizer, chat template and how its authors mean it to generate.</summary>
/// <remarks>Owns the model and the adapter. The model is used by one caller at a time; everything else is thread-safe.</remarks>
public sealed class LocalModel : IDisposable
{
    private readonly Lazy<ChatTemplate?> _template;

    private LocalModel(Checkpoint checkpoint, CausalLanguageModel model, LoraAdapter? adapter, bool isMerged)
    {
        Name = checkpoint.Name;
        Path = checkpoint.Path;
        AdapterPath = checkpoint.AdapterPath;
        Model = model;
        Adapter = adapter;
        Adapters = new AdapterSet(model, adapter, isMerged);
        Tokenizer = checkpoint.Tokenizer;
        TokenizerSettings = checkpoint.TokenizerSettings;
        Generation = checkpoint.Generation;
        _template = new Lazy<ChatTemplate?>(() =>
            TokenizerSettings.ChatTemplate is { } source ? ChatTemplate.Parse(source) : null);
    }

    /// <summary>Gets what the user called it.</summary>
    public string Name { get; }

    /// <summary>Gets the folder or file of the weights; for an adapter those of its base.</summary>
    public string Path { get; }

    /// <summary>Gets the adapter's folder, or null.</summary>
    public string? AdapterPath { get; }

    /// <summary>Gets the model.</summary>
    public CausalLanguageModel Model { get; }

    /// <summary>Gets the adapter that was opened with it, merged or attached as the options said; null without one.</summary>
    public LoraAdapter? Adapter { get; }

    /// <summary>Gets further adapters on the same weights, of which each call of a chat client can choose one.</summary>
    public AdapterSet Adapters { get; }

    /// <summary>Gets the tokenizer; while a soft prompt is attached, with its tokens.</summary>
    public Tokenizer Tokenizer { get; private set; }

    /// <summary>Gets the text that stands for the attached soft prompt; null while there is none.</summary>
    public string? SoftPromptText { get; private set; }

    /// <summary>Gets special tokens and the chat template's text.</summary>
    public TokenizerSettings TokenizerSettings { get; }

    /// <summary>Gets how the authors mean it to generate.</summary>
    public GenerationSettings Generation { get; }

    /// <summary>Gets the chat template; null when the checkpoint has none.</summary>
    /// <exception cref="ChatTemplateException">The template does not parse.</exception>
    public ChatTemplate? Template => _template.Value;

    /// <summary>Gets the special tokens by the names that chat templates know them by.</summary>
    public IReadOnlyDictionary<string, JsonNode?> TemplateVariables => new (string Name, string? Token)[]
        {
            ("bos_token", TokenizerSettings.BosToken), ("eos_token", TokenizerSettings.EosToken),
            ("pad_token", TokenizerSettings.PadToken), ("unk_token", TokenizerSettings.UnknownToken),
        }
        .Where(entry => entry.Token is not null)
        .ToDictionary(entry => entry.Name, entry => (JsonNode?)entry.Token);

    /// <summary>Opens a checkpoint and brings its weights into memory.</summary>
    /// <param name="pathOrName">A Hugging Face folder, a GGUF file, a PEFT adapter folder, or the name of an embedded model.</param>
    /// <param name="options">Precision, device and adapter; null for the defaults.</param>
    /// <exception cref="DemurException">Nothing is there, or what is there is damaged, of an unknown family, or too large for memory.</exception>
    public static LocalModel Open(string pathOrName = EmbeddedModels.Instruct, LocalModelOptions? options = null)
    {
        options ??= new LocalModelOptions();
        using var checkpoint = Checkpoint.Open(pathOrName, new CheckpointOptions { Base = options.Base, AdapterScale = options.AdapterScale });
        return Load(checkpoint, options);
    }

    /// <summary>Brings an open checkpoint's weights into memory; the checkpoint may be disposed afterwards.</summary>
    /// <exception cref="DemurException">The checkpoint is damaged, or has no tokenizer.</exception>
    public static LocalModel Load(Checkpoint checkpoint, LocalModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new LocalModelOptions();
        _ = checkpoint.Tokenizer;
        CheckBlocks(checkpoint, options);
        MemoryCheck.Require(checkpoint, options.DType ?? TorchRuntime.PreferredDType, options.Device, options.KeepBlocks);
        var placement = new ModelPlacement { KeepBlocks = options.KeepBlocks, DType = options.DType ?? TorchRuntime.PreferredDType, ComputeDType = options.ComputeDType, Device = options.Device };
        var model = CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights, placement);
        try
        {
            if (options.KeepBlocks && model.Blocks.Count == 0)
            {
                throw new DemurException($"{checkpoint.Path} holds no matrix in {string.Join(", ", Enum.GetNames<BlockKind>())} blocks, so there is nothing to keep as it is stored. Leave --dtype out, or write such a file first: demur model convert MODEL --out FILE.gguf --quantisation Q8_0.");
            }

            model.EndOfTextIds = [.. checkpoint.Generation.EosTokenIds.Union(checkpoint.Config.EosTokenIds)];
            var adapter = LoraAdapter.Of(checkpoint, model);
            if (options.MergeAdapter)
            {
                adapter?.Merge(reversible: false);
            }

            return new LocalModel(checkpoint, model, adapter, adapter is not null && options.MergeAdapter);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void CheckBlocks(Checkpoint checkpoint, LocalModelOptions options)
    {
        if (options.KeepBlocks && (checkpoint.AdapterPath is not null || !options.Device.IsCpu))
        {
            throw new DemurException(checkpoint.AdapterPath is { } adapter
                ? $"{adapter} is an adapter, and weights kept in blocks take none. Leave --dtype stored out, or write adapter and base into one file first: demur model export --for llama.cpp."
                : $"Weights in blocks are read on the CPU only, and the device is {options.Device}. Leave --dtype stored out, or take cpu.");
        }
    }

    /// <summary>Lets a soft prompt stand in the system message of every conversation until the returned scope ends.</summary>
    /// <remarks>Not while calls are in flight.</remarks>
    /// <param name="prompt">The soft prompt.</param>
    /// <exception cref="DemurException">It does not fit the model or its tokenizer, or another one is attached.</exception>
    public IDisposable Attach(SoftPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        prompt.Check(Model.Config.HiddenSize, Tokenizer, Name);
        using var scope = new TensorScope();
        var rows = Tensor.From(prompt.Values.ToArray(), prompt.Tokens, prompt.HiddenSize).To(Model.Device);
        var attached = Attach(rows);
        scope.Keep(rows);
        return new ScopeEnd(() =>
        {
            attached.Dispose();
            rows.Dispose();
        });
    }

    /// <summary>Lets vectors that are being trained stand in the system message until the returned scope ends.</summary>
    /// <param name="rows">The vectors, <c>(K, hidden)</c>; the caller owns them.</param>
    /// <exception cref="DemurException">The width is another, or a soft prompt is attached.</exception>
    public IDisposable Attach(Tensor rows)
    {
        var attached = Model.UseExtraRows(rows);
        var plain = Tokenizer;
        var tokens = (int)rows.Size(0);
        Tokenizer = plain.With(Enumerable.Range(0, tokens).Select(index => new AddedToken { Id = Model.Config.VocabularySize + index, Content = SoftPrompt.TokenOf(index), Special = true }));
        SoftPromptText = SoftPrompt.TextOf(tokens);
        return new ScopeEnd(() =>
        {
            (Tokenizer, SoftPromptText) = (plain, null);
            attached.Dispose();
        });
    }

    /// <summary>Frees the model and its adapters.</summary>
    public void Dispose()
    {
        Adapters.Dispose();
        Adapter?.Dispose();
        Model.Dispose();
    }
}
