namespace Demur.Tensors.Native;

/// <summary>Counts cores and not hardware threads: two matrix products on one core only wait for each other.</summary>
internal static class ProcessorCores
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>The cores that this process may use, at least one.</summary>
    public static int Count()
    {
        var allowed = Environment.ProcessorCount;
        try
        {
            var cores = Directory.EnumerateDirectories(Folder, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores is 0 ? allowed : Math.Min(allowed, cores);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return allowed;
        }
    }
}
