using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Training.Distributed;
using Demur.Training.Trainers;

namespace Demur.Cli.Targets;

/// <summary>A local checkpoint that answers, and what a run records of it.</summary>
internal sealed class LocalTarget : IDisposable
{
    /// <summary>The value of <c>--dtype</c> that leaves quantised weights in their blocks.</summary>
    private const string Stored = "stored";

    private LocalTarget(LocalModel model, LocalChatClient client, RunTarget info)
    {
        Model = model;
        Client = client;
        Info = info;
    }

    public LocalModel Model { get; }

    public LocalChatClient Client { get; }

    public RunTarget Info { get; }

    /// <summary>Opens a checkpoint for answering.</summary>
    /// <param name="pathOrName">A checkpoint, or the folder of a tuning run, whose result is taken.</param>
    /// <param name="options">Precision and device.</param>
    /// <param name="chat">How it answers.</param>
    /// <param name="name">The name in tables; that of the checkpoint when left out.</param>
    public static LocalTarget Open(string pathOrName, LocalModelOptions options, LocalChatOptions chat, string? name = null)
    {
        var model = LocalModel.Open(ResultOf(pathOrName), options);
        try
        {
            return new LocalTarget(model, new LocalChatClient(model, chat), new RunTarget(name ?? NameOf(pathOrName), ModelIdentity.Of(model.Path, model.AdapterPath)));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Takes the result of a tuning run where the path is the run's folder.</summary>
    /// <exception cref="DemurException">Nothing is named, or something that is not on this machine.</exception>
    public static string ResultOf(string pathOrName)
    {
        if (string.IsNullOrWhiteSpace(pathOrName))
        {
            throw new DemurException($"No checkpoint is named. Give a folder, a .gguf file, or one of {string.Join(", ", EmbeddedModels.Names)}.");
        }

        if (TargetOpener.IsRemote(pathOrName))
        {
            throw new DemurException($"'{pathOrName}' is not on this machine, and this command needs a checkpoint that is. Remote targets are measured with 'demur eval'.");
        }

        return new[] { Path.Combine(pathOrName, TuningRun.AdapterFolder), Path.Combine(pathOrName, TuningRun.ModelFolder) }.FirstOrDefault(Directory.Exists) ?? pathOrName;
    }

    /// <summary>Reads <c>--dtype</c> and <c>--device</c>.</summary>
    public static LocalModelOptions Placement(string dtype, string device) => new()
    {
        DType = ParseDType(dtype),
        Device = ParseDevice(device),
    };

    /// <summary>Reads <c>--dtype</c> and <c>--device</c> where a model only answers, so that its weights can stay as they are stored.</summary>
    public static LocalModelOptions AnsweringPlacement(string dtype, string device) =>
        dtype == Stored ? Placement("auto", device) with { KeepBlocks = true } : Placement(dtype, device);

    /// <summary>Reads <c>--system</c>: absent is the template's default, empty is none at all.</summary>
    public static SystemPromptMode SystemMode(string? system) => system is { Length: 0 } ? SystemPromptMode.None : SystemPromptMode.TemplateDefault;

    public void Dispose()
    {
        Client.Dispose();
        Model.Dispose();
    }

    /// <summary>Reads <c>--dtype</c>; null for auto.</summary>
    public static ScalarType? ParseDType(string? text)
    {
        if (text == Stored)
        {
            throw new DemurException("--dtype stored keeps the weights in the blocks of a .gguf file, which only answer: they are not tuned, changed or written. Take auto.");
        }

        try
        {
            return text is null or "auto" ? null : TorchRuntime.ParseDType(text);
        }
        catch (FormatException exception)
        {
            throw new DemurException($"--dtype: {exception.Message}", exception);
        }
    }

    private static Device ParseDevice(string text) => text switch
    {
        "cpu" => Device.Cpu,
        "cuda" => Cuda(RankEnvironment.LocalRank(Environment.GetEnvironmentVariable), text),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text["cuda:".Length..], out var index) => Cuda(index, text),
        _ => throw new DemurException($"--device is '{text}'; known are cpu, cuda and cuda:N."),
    };

    private static Device Cuda(int index, string text) => index >= 0 && index < TorchRuntime.CudaDevices
        ? Device.Cuda(index)
        : throw new DemurException($"--device is '{text}', and this machine has {TorchRuntime.CudaDevices} CUDA devices that libtorch can use. Take cpu; 'demur doctor' says what there is.");

    private static string NameOf(string pathOrName) =>
        Directory.Exists(pathOrName) || File.Exists(pathOrName) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(pathOrName))) : pathOrName;
}
