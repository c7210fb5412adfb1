namespace Demur.Models.Generation;

/// <summary>Runs whatever its result type is.</summary>
internal interface IModelJob
{
    /// <summary>Does the work on the calling thread and hands the result or the error over; throws nothing.</summary>
    void Run();
}
