namespace Demur.Tests.Models.Checkpoints.Hub;

/// <summary>What goes wrong with one answer.</summary>
internal sealed record HubFault
{
    /// <summary>Gets the status that is answered instead of the file.</summary>
    public int? Status { get; init; }

    /// <summary>Gets after how many bytes the connection is dropped.</summary>
    public int? DropsAfter { get; init; }

    /// <summary>Gets whether every byte is wrong.</summary>
    public bool Spoils { get; init; }

    /// <summary>Gets whether the whole file comes although a part was asked for.</summary>
    public bool ForgetsRange { get; init; }

    /// <summary>Gets how many bytes more than the file has are sent.</summary>
    public int Adds { get; init; }
}
