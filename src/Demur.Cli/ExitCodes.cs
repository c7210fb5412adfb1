namespace Demur.Cli;

/// <summary>What a command's exit code says.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Regression = 2;
    public const int Inconclusive = 3;
    public const int Interrupted = 130;
}
