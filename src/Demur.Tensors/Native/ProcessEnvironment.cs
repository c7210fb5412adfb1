using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>The environment as native code reads it; .NET's own setter changes only a copy.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>Sets a variable for libraries loaded from now on.</summary>
    public static void Set(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = setenv(name, value, 1);
        }

        Environment.SetEnvironmentVariable(name, value);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
