using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Where the hub is, who asks, and where its files are kept: the environment variables that the ecosystem knows.</summary>
public sealed record HubSettings
{
    private const string PublicHub = "https://huggingface.co";

    /// <summary>Gets the hub's address (<c>HF_ENDPOINT</c>).</summary>
    /// <value>The default is https://huggingface.co.</value>
    public Uri Endpoint { get; init; } = new(PublicHub);

    /// <summary>Gets what is sent as proof of who asks (<c>HF_TOKEN</c>, or the file that <c>huggingface-cli login</c> wrote); null for nobody.</summary>
    public string? Token { get; init; }

    /// <summary>Gets the folder with <c>models--org--name</c> folders (<c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else <c>~/.cache/huggingface/hub</c>).</summary>
    public required string Cache { get; init; }

    /// <summary>Gets whether nothing may be asked of the network (<c>HF_HUB_OFFLINE</c> or <c>TRANSFORMERS_OFFLINE</c> is 1, on, yes or true).</summary>
    public bool Offline { get; init; }

    /// <summary>Gets how long to wait before a failed request is tried again; doubled each time.</summary>
    /// <value>The default is one second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long a server may send nothing before the connection counts as lost.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the process' environment.</summary>
    /// <exception cref="DemurException"><c>HF_ENDPOINT</c> is no address.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static HubSettings From(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var home = Set("HF_HOME") ?? Path.Combine(
            Set("XDG_CACHE_HOME") ?? Path.Combine(Set("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface");
        return new HubSettings
        {
            Endpoint = Address(Set("HF_ENDPOINT") ?? PublicHub),
            Token = (Set("HF_TOKEN") ?? Set("HUGGING_FACE_HUB_TOKEN") ?? TokenFile(Set("HF_TOKEN_PATH") ?? Path.Combine(home, "token")))?.Trim() is { Length: > 0 } token ? token : null,
            Cache = Path.GetFullPath(Set("HF_HUB_CACHE") ?? Set("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub")),
            Offline = IsOn(Set("HF_HUB_OFFLINE")) || IsOn(Set("TRANSFORMERS_OFFLINE")),
        };
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new DemurException($"HF_ENDPOINT is '{text}', which is no http address. Correct it, or unset it for {PublicHub}.");

    private static string? TokenFile(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static bool IsOn(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
}
