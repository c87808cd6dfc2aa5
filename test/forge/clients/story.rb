# A day in a repository as octokit.rb tells it; what it saw goes out as one line of JSON.
require 'base64'
require 'json'
require 'octokit'

hub = Octokit::Client.new(api_endpoint: ENV.fetch('FORGE_URL'), access_token: ENV.fetch('FORGE_TOKEN'))
name = 'acme/shop'
saw = { me: hub.user.login }

repo = hub.repo(name)
saw[:repo] = [repo.full_name, repo.private, repo.default_branch]
saw[:missing] = begin
  hub.repo('acme/nothing')
rescue Octokit::NotFound => e
  e.response_status
end

main = hub.ref(name, 'heads/main').object.sha
hub.create_ref(name, 'heads/bump', main)
pin = hub.contents(name, path: 'pin.txt')
hub.update_contents(name, 'pin.txt', 'Bump the pin', pin.sha, "two\n", branch: 'bump')
saw[:contents] = Base64.decode64(hub.contents(name, path: 'pin.txt', ref: 'bump').content)
saw[:branches] = hub.branches(name).map(&:name).sort
saw[:compare] = hub.compare(name, 'main', 'bump').ahead_by

tip = hub.ref(name, 'heads/bump').object.sha
hub.create_status(name, tip, 'success', context: 'ci')
saw[:status] = hub.combined_status(name, tip).state

issue = hub.create_issue(name, 'Pin is old', 'It is.', labels: 'ready')
3.times { |i| hub.add_comment(name, issue.number, "Comment #{i}") }
hub.auto_paginate = true
saw[:comments] = hub.issue_comments(name, issue.number, per_page: 2).map(&:body)
hub.add_label(name, 'urgent', 'ff0000')
hub.add_labels_to_an_issue(name, issue.number, ['urgent'])
saw[:labels] = hub.labels_for_issue(name, issue.number).map(&:name).sort
saw[:issues] = hub.list_issues(name, state: 'open').map(&:title)

pull = hub.create_pull_request(name, 'main', 'bump', 'Bump', "Fixes ##{issue.number}")
saw[:again] = begin
  hub.create_pull_request(name, 'main', 'bump', 'Again')
rescue Octokit::UnprocessableEntity => e
  e.errors.first[:message]
end
saw[:files] = hub.pull_request_files(name, pull.number).map(&:filename)
saw[:wrong_head] = begin
  hub.merge_pull_request(name, pull.number, '', sha: main)
rescue Octokit::Conflict => e
  e.response_status
end
saw[:merged] = hub.merge_pull_request(name, pull.number, '', merge_method: 'squash').merged
saw[:closed] = [hub.pull_request(name, pull.number).merged, hub.issue(name, issue.number).state]

deployment = hub.create_deployment(name, 'main', environment: 'staging', required_contexts: [], auto_merge: false)
hub.create_deployment_status(deployment.url, 'success', accept: 'application/vnd.github+json')
saw[:deployment] = hub.deployment_statuses(deployment.url).map(&:state)
saw[:deleted] = hub.delete_branch(name, 'bump')

puts JSON.generate(saw)
