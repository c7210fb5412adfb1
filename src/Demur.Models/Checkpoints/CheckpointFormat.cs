namespace Demur.Models.Checkpoints;

/// <summary>How a checkpoint lies on disk.</summary>
public enum CheckpointFormat
{
    /// <summary>A folder with <c>config.json</c> and safetensors.</summary>
    HuggingFace,

    /// <summary>One GGUF file.</summary>
    Gguf,
}
