using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>Finds and loads the native library, after the process environment is made ready for it.</summary>
internal static class ShimLoader
{
    private const string FileName = "libdemur_torch.so";

    private static readonly Lock Gate = new();
    private static nint _library;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "The resolver has to be in place before the first import, whichever that is.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(ShimLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Shim.Library)
        {
            return 0;
        }

        lock (Gate)
        {
            if (_library == 0)
            {
                TorchRuntime.PrepareEnvironment();
                _library = Load();
            }

            return _library;
        }
    }

    /// <summary>Finds the library: the path chosen by the user alone when there is one, else beside the program, else built in a folder above it.</summary>
    /// <exception cref="TorchException">There is none.</exception>
    internal static string Find(string? chosen, string programFolder)
    {
        // Whole paths: a name without a folder would be looked for among the system's libraries.
        string[] candidates = [.. Candidates(chosen, programFolder).Select(Path.GetFullPath)];
        return candidates.FirstOrDefault(File.Exists) ?? throw new TorchException(
            $"The native library is missing: {candidates[0]} does not exist{(candidates.Length > 1 ? ", nor does native/build in any folder above" : "")}. Run ./demur doctor: it says what is missing and builds it.");
    }

    private static nint Load()
    {
        var path = Find(Environment.GetEnvironmentVariable("DEMUR_NATIVE"), AppContext.BaseDirectory);
        LoadFirst(Path.Combine(Path.GetDirectoryName(path)!, "load-first"));
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception)
        {
            throw new TorchException($"{path} does not load: {exception.Message.Split('\n')[0].Trim()}. Run ./demur doctor: it says what is missing.", exception);
        }
    }

    /// <summary>Loads the libraries that <c>native/build.sh</c> listed, only so that the library is loaded sooner: one that is not there is left to it.</summary>
    private static void LoadFirst(string list)
    {
        if (File.Exists(list))
        {
            foreach (var name in File.ReadLines(list))
            {
                NativeLibrary.TryLoad(name, out _);
            }
        }
    }

    private static IEnumerable<string> Candidates(string? chosen, string programFolder)
    {
        if (chosen is { Length: > 0 })
        {
            yield return Directory.Exists(chosen) ? Path.Combine(chosen, FileName) : chosen;
            yield break;
        }

        yield return Path.Combine(programFolder, FileName);

        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "native", "build", FileName);
        }
    }
}
