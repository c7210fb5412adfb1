using Demur.Cli;

return await CommandLineHost.RunAsync(args).ConfigureAwait(false);
